import { options, price } from "../../format.ts";
import type { Order } from "../../stores/order.ts";
import { paidBack } from "../../stores/order-steps.ts";
import { Thumb } from "../ui/figure.tsx";
import { SumLines } from "../ui/sums.tsx";

/** The lines of an order and its sum, as they were when it was placed. */
export function OrderItems({ order }: { order: Order }) {
  const back = paidBack(order);
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
                  {item.backordered < item.quantity
                    ? `${item.backordered} come later`
                    : "Comes later"}
                </div>
              )}
            </div>
            <span className="num">{price(item.total)}</span>
          </li>
        ))}
      </ul>
      <SumLines sums={order} method={order.shippingMethod === "express" ? "Express" : "Post"} />
      {back > 0 && (
        <div className="sum num mt-3">
          <div>
            <span>Paid back</span>
            <span>−{price(back)}</span>
          </div>
        </div>
      )}
    </div>
  );
}
