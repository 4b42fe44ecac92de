import { countryName } from "../../countries.ts";
import { dateAndTime } from "./format.ts";
import type { AdminOrder } from "./order-status.tsx";
import { useNow } from "./use-now.ts";

type Address = AdminOrder["shippingAddress"];

/** "visa 4242" → "Visa 4242" */
function methodName(method: string): string {
  return method.charAt(0).toUpperCase() + method.slice(1);
}

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

/** Beside the order: the customer, the address, the payment, and how it was shipped. */
export function OrderSide({ order, charged }: { order: AdminOrder; charged: string }) {
  const now = useNow();
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
              <dd>{charged}</dd>
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
      {order.fulfilments.map((fulfilment) => (
        <section className="blk" key={fulfilment.shippedAt}>
          <h3>Shipped</h3>
          <dl className="kv">
            <dt>Left</dt>
            <dd>{dateAndTime(fulfilment.shippedAt, now)}</dd>
            {fulfilment.carrier && (
              <>
                <dt>Carrier</dt>
                <dd>{fulfilment.carrier}</dd>
              </>
            )}
            {fulfilment.trackingNumber && (
              <>
                <dt>Tracking</dt>
                <dd className="mono">{fulfilment.trackingNumber}</dd>
              </>
            )}
          </dl>
        </section>
      ))}
    </aside>
  );
}
