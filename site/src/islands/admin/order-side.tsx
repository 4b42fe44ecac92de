import { countryName } from "../../countries.ts";
import { methodName } from "#domain/payment-method";
import { price } from "../../format.ts";
import { OrderBooks } from "./order-books.tsx";
import { OrderParcels } from "./order-parcels.tsx";
import type { AdminOrder } from "./order-status.tsx";

type Address = AdminOrder["shippingAddress"];

function AddressLines({ address }: { address: Address }) {
  const region = address.region ? `, ${address.region}` : "";
  return (
    <p className="quiet">
      {address.name}
      <br />
      {address.line1}
      {address.line2 && (
        <>
          <br />
          {address.line2}
        </>
      )}
      <br />
      <span className="num">{address.postalCode}</span> {address.city}
      {region}, {countryName(address.country)}
    </p>
  );
}

/** Beside the order: customer, address, payment, whether the books agree, and its parcels. */
export function OrderSide({
  order,
  onDone,
}: {
  order: AdminOrder;
  onDone: (order: AdminOrder) => void;
}) {
  const back = order.refunds
    .filter(({ status }) => status === "SUCCEEDED")
    .reduce((sum, refund) => sum + refund.amount, 0);
  return (
    <aside aria-label="Customer, address and payment">
      <section className="blk">
        <h3>Customer</h3>
        <p>
          <b>{order.shippingAddress.name}</b>
        </p>
        <p className="quiet">
          <a className="plain" href={`mailto:${order.email}`}>
            {order.email}
          </a>
        </p>
        <p className="faint">{order.customerId ? "Has an account" : "Bought as a guest"}</p>
      </section>
      <section className="blk">
        <h3>Goes to</h3>
        <AddressLines address={order.shippingAddress} />
      </section>
      {order.billingAddress && (
        <section className="blk">
          <h3>Bill goes to</h3>
          <AddressLines address={order.billingAddress} />
        </section>
      )}
      <section className="blk">
        <h3>Payment</h3>
        <dl className="kv">
          {order.paymentMethod ? (
            <>
              <dt>Card</dt>
              <dd>{methodName(order.paymentMethod)}</dd>
              <dt>Charged</dt>
              <dd>{price(order.total)}</dd>
              <dt>Given back</dt>
              <dd>{price(back)}</dd>
            </>
          ) : (
            <>
              <dt>Charged</dt>
              <dd>Nothing yet</dd>
            </>
          )}
          {order.paymentIntentId && (
            <>
              <dt>At Stripe</dt>
              <dd className="mono">{order.paymentIntentId}</dd>
            </>
          )}
        </dl>
      </section>
      <OrderBooks order={order} />
      <OrderParcels order={order} onDone={onDone} />
    </aside>
  );
}
