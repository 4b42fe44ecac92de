import { countryName } from "../../countries.ts";
import { options, price } from "../../format.ts";
import type { AdminOrder } from "./order-status.tsx";
import { Mini } from "./parts.tsx";

export function OrderItems({ order }: { order: AdminOrder }) {
  return (
    <table className="items">
      <caption className="sr">Figurines of this order</caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" className="hm2">
            SKU
          </th>
          <th scope="col" className="r hm2">
            Each
          </th>
          <th scope="col" className="r">
            Qty
          </th>
          <th scope="col" className="r">
            Sum
          </th>
        </tr>
      </thead>
      <tbody>
        {order.items.map((item) => (
          <tr key={item.sku}>
            <td>
              <span className="who">
                <Mini image={item.image} tint={item.tint} />
                <a href={`/admin/products/${item.productId}`}>
                  {item.name} <span className="faint thin">{options(item.options)}</span>
                </a>
              </span>
            </td>
            <td className="hm2 mono">{item.sku}</td>
            <td className="r hm2">{price(item.price)}</td>
            <td className="r">{item.quantity}</td>
            <td className="r">{price(item.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The sums; tax is contained in the total, so it stands as a part of it. */
export function OrderSums({ order }: { order: AdminOrder }) {
  const open = order.status === "PENDING" || order.status === "CANCELLED";
  const method = order.shippingMethod === "express" ? "Express" : "Post";
  return (
    <dl className="tot2 num">
      <div>
        <dt className="quiet">Figurines</dt>
        <dd>{price(order.subtotal)}</dd>
      </div>
      {order.discount > 0 && (
        <div>
          <dt className="quiet">Discount</dt>
          <dd>−{price(order.discount)}</dd>
        </div>
      )}
      <div>
        <dt className="quiet">
          {method} to {countryName(order.shippingAddress.country)}
        </dt>
        <dd>{price(order.shipping)}</dd>
      </div>
      <div>
        <dt className="quiet">of which 19% VAT</dt>
        <dd>{price(order.tax)}</dd>
      </div>
      <div className="t">
        <dt>{open ? "Total" : "Paid"}</dt>
        <dd>{price(order.total)}</dd>
      </div>
    </dl>
  );
}
