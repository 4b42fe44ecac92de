import { useStored } from "../ui/use-store.ts";
import { type CSSProperties, useEffect, useState } from "react";
import { estimate } from "#domain/delivery";
import { countryName } from "../../countries.ts";
import { arrivalDays } from "../../delivery.ts";
import { day, firstName } from "../../format.ts";
import { heightOf } from "../../offer.ts";
import type { Order } from "../../stores/order.ts";
import { $user, loadSession } from "../../stores/session.ts";
import { tintProperties } from "../../tint.ts";
import { Figure } from "../ui/figure.tsx";
import { OrderItems } from "./order-items.tsx";
import { statusPill } from "./status.ts";

/** A figurine's own colours, and its height beside the tallest one. */
function standingStyle(item: Order["items"][number], tallest: number): CSSProperties {
  const size: Record<`--${string}`, number> = { "--size": (heightOf(item) ?? 9) / tallest };
  return { ...tintProperties(item.tint), ...size };
}

/** The bought figurines on one floor, each in its height; more than six would be a crowd. */
function OneFloor({ order }: { order: Order }) {
  const standing = order.items.filter((item) => item.image !== null).slice(0, 6);
  const tallest = Math.max(...standing.map((item) => heightOf(item) ?? 9), 1);
  return (
    <div
      className="onefloor tinted"
      style={tintProperties(standing[0]?.tint)}
      role="img"
      aria-label={`On one floor: ${standing.map((item) => item.name).join(", ")}`}
    >
      <span className="floor" />
      {standing.map((item) => (
        <Figure key={item.sku} url={item.image ?? ""} style={standingStyle(item, tallest)} />
      ))}
    </div>
  );
}

function headline(order: Order, fresh: boolean): string {
  if (order.status === "CANCELLED") return "Cancelled.";
  if (order.status === "REFUNDED") return "Paid back.";
  if (fresh) return `Thank you, ${firstName(order.shippingAddress.name)}.`;
  if (order.status === "SHIPPED") return "On its way.";
  return order.status === "DELIVERED" ? "With you." : "Your order.";
}

/** What happens next, or what happened. */
function Sentence({ order }: { order: Order }) {
  if (order.status === "CANCELLED") {
    return <>Nothing was charged, and your basket is as it was. Try another card, or leave it.</>;
  }
  if (order.status === "REFUNDED") return <>The money is on its way back to you.</>;
  const sent = order.fulfilments[0];
  if (sent) {
    return (
      <>
        Left us on {day(sent.shippedAt)}
        {sent.carrier && `, with ${sent.carrier}`}
        {sent.trackingNumber && `, tracking number ${sent.trackingNumber}`}.
      </>
    );
  }
  const coming = estimate(new Date(order.createdAt), order.shippingMethod);
  return (
    <>
      With you {arrivalDays(coming)}. The receipt goes to {order.email}, and we write again when the
      parcel moves.
    </>
  );
}

export function OrderKnown({ order, fresh }: { order: Order; fresh: boolean }) {
  const address = order.shippingAddress;
  const pill = statusPill(order.status);
  const lost = order.status === "CANCELLED";
  return (
    <div className="thanks">
      <h1 className="open">{headline(order, fresh)}</h1>
      <p className="text-lg max-w-[62ch]">
        <Sentence order={order} />
      </p>
      <OneFloor order={order} />
      <div className="ordercols">
        <section aria-labelledby="items">
          <h2 id="items">Figurines</h2>
          <OrderItems order={order} />
        </section>
        <aside aria-label="About this order">
          <div>
            <h2>Order</h2>
            <p className="num text-xl font-semibold">{order.orderNumber}</p>
            <p className="quiet">
              {day(order.createdAt)} <span className={`pill ${pill.tone}`}>{pill.label}</span>
            </p>
          </div>
          <div>
            <h2>Goes to</h2>
            <p className="quiet">
              {address.name}
              <br />
              {address.line1}
              <br />
              {address.line2 && (
                <>
                  {address.line2}
                  <br />
                </>
              )}
              {address.postalCode} {address.city}
              <br />
              {countryName(address.country)}
            </p>
          </div>
          {order.paymentMethod && (
            <div>
              <h2>Paid with</h2>
              <p className="quiet num">{cardName(order.paymentMethod)}</p>
            </div>
          )}
          {lost && (
            <p>
              <a className="btn btn-sun" href="/basket">
                Back to the basket
              </a>
            </p>
          )}
          {!lost && <AccountOffer email={order.email} />}
        </aside>
      </div>
    </div>
  );
}

/** "visa 4242" → "Visa 4242". */
function cardName(method: string): string {
  return method.charAt(0).toUpperCase() + method.slice(1);
}

/** Last, and only to guests. */
function AccountOffer({ email }: { email: string }) {
  const user = useStored($user);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    void loadSession()
      .catch(() => undefined)
      .finally(() => setAsked(true));
  }, []);
  if (!asked || user) return null;
  return (
    <div>
      <h2>Keep it in one place</h2>
      <p className="quiet mb-3">
        An account shows your orders together. This one stays by its link.
      </p>
      <a className="btn btn-line btn-s" href={`/register?email=${encodeURIComponent(email)}`}>
        Open an account
      </a>
    </div>
  );
}
