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
                {item.backordered > 0 && (
                  <span className="pill a">{item.backordered} to come in</span>
                )}
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
  const method = order.shippingMethod === "express" ? "Express" : "Post";
  return (
    <dl className="tot2 num">
      <div>
        <dt className="quiet">Figurines</dt>
        <dd>{price(order.subtotal)}</dd>
      </div>
      {order.promotions
        .filter(({ kind, amount }) => kind !== "shipping" && amount > 0)
        .map(({ code, title, amount }) => (
          <div key={code ?? title}>
            <dt className="quiet">{code ? `${title} (${code})` : title}</dt>
            <dd>−{price(amount)}</dd>
          </div>
        ))}
      <div>
        <dt className="quiet">
          {method} to {countryName(order.shippingAddress.country)}
        </dt>
        <dd>{price(order.shipping)}</dd>
      </div>
      {order.taxes.map((tax) => (
        <div key={tax.percent}>
          <dt className="quiet">
            {order.taxIncluded ? "of which " : ""}
            {tax.percent}% VAT
          </dt>
          <dd>{price(tax.tax)}</dd>
        </div>
      ))}
      <div className="t">
        <dt>{order.paymentMethod === null ? "Total" : "Paid"}</dt>
        <dd>{price(order.total)}</dd>
      </div>
    </dl>
  );
}
