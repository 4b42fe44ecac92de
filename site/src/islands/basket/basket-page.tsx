import { useStored } from "../ui/use-store.ts";
import { useEffect } from "react";
import { taxName } from "../../delivery.ts";
import { fee, pieces, price } from "../../format.ts";
import { $cart, $cartStatus, ensureCart } from "../../stores/cart.ts";
import { BasketEmpty, BasketFailed } from "./content.tsx";
import { FreePost } from "./free-post.tsx";
import { BasketLines } from "./lines.tsx";

/** The drawer's twin, with a page of its own. */
export function BasketPage() {
  const cart = useStored($cart);
  const status = useStored($cartStatus);
  useEffect(() => {
    void ensureCart();
  }, []);
  if (!cart && status === "failed") return <BasketFailed />;
  if (!cart)
    return (
      <p className="quiet" role="status">
        Reading your basket
      </p>
    );
  if (cart.items.length === 0) return <BasketEmpty />;
  const short = cart.items.filter((line) => line.available < line.quantity);
  return (
    <div className="basketpage">
      <div>
        {status === "failed" && <BasketFailed />}
        <BasketLines big />
      </div>
      <section className="pay" aria-label="Total">
        <FreePost />
        <div className="totals num" aria-live="polite">
          <div>
            <span>{pieces(cart.itemCount, "figurine")}</span>
            <span>{price(cart.subtotal)}</span>
          </div>
          {cart.promotions
            .filter(({ kind, amount }) => kind !== "shipping" && amount > 0)
            .map(({ code, title, amount }) => (
              <div key={code ?? title}>
                <span>{code ? `${title} (${code})` : title}</span>
                <span>−{price(amount)}</span>
              </div>
            ))}
          <div>
            <span>Post</span>
            <span>{fee(cart.shipping)}</span>
          </div>
          <div className="text-lg font-semibold">
            <span>Total</span>
            <span>{price(cart.total)}</span>
          </div>
          {cart.taxes.map((tax) => (
            <div className="quiet sm" key={tax.percent}>
              <span>{taxName(tax.percent, cart.taxIncluded)}</span>
              <span>{price(tax.tax)}</span>
            </div>
          ))}
        </div>
        {short.length > 0 ? (
          <p className="hint low">
            {short.map((line) => line.name).join(", ")}: fewer left than you want. Change that
            first.
          </p>
        ) : (
          <a className="btn btn-sun btn-wide" href="/checkout">
            Checkout
          </a>
        )}
      </section>
    </div>
  );
}
