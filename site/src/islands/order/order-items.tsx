import { INCLUDED_TAX } from "../../delivery.ts";
import { fee, options, price } from "../../format.ts";
import type { Order } from "../../stores/order.ts";
import { Thumb } from "../ui/figure.tsx";

/** The lines of an order and its sum, as they were when it was placed. */
export function OrderItems({ order }: { order: Order }) {
  return (
    <div className="lines mt-4">
      <ul>
        {order.items.map((item) => (
          <li key={item.sku}>
            <div className="pic">
              <Thumb url={item.image} tint={item.tint} />
              {item.quantity > 1 && (
                <span className="many num">
                  <span className="sr">{item.quantity} times</span>
                  <span aria-hidden="true">{item.quantity}</span>
                </span>
              )}
            </div>
            <div>
              <a href={`/products/${item.slug}`}>
                <b style={{ fontWeight: 620 }}>{item.name}</b>
              </a>
              <div className="sm quiet">{options(item.options)}</div>
              {item.backordered > 0 && (
                <div className="hint low sm">
                  {item.backordered < item.quantity ? `${item.backordered} come later` : "Comes later"}
                </div>
              )}
            </div>
            <span className="num">{price(item.total)}</span>
          </li>
        ))}
      </ul>
      <div className="sum num">
        {order.discount > 0 && (
          <div>
            <span>Discount</span>
            <span>−{price(order.discount)}</span>
          </div>
        )}
        <div>
          <span>{order.shippingMethod === "express" ? "Express" : "Post"}</span>
          <span>{fee(order.shipping)}</span>
        </div>
        <div className="quiet">
          <span>{INCLUDED_TAX}</span>
          <span>{price(order.tax)}</span>
        </div>
        <div className="tot">
          <b>Total</b>
          <b className="open">{price(order.total)}</b>
        </div>
      </div>
    </div>
  );
}
