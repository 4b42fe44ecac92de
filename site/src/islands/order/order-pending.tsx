import { price } from "../../format.ts";
import type { Order } from "../../stores/order.ts";
import { Icon } from "../ui/icon.tsx";
import { OrderActions } from "./order-actions.tsx";
import { OrderItems } from "./order-items.tsx";

interface Props {
  order: Order;
  token: string | undefined;
  /** The shopper comes from the payment page. */
  paid: boolean;
  unclear: boolean;
}

/** An order whose payment is not decided: not heard of yet, or not made. */
export function OrderPending({ order, token, paid, unclear }: Props) {
  return (
    <div className="page" aria-live="polite">
      {paid ? (
        <>
          <h1 className="open">{unclear ? "Still asking." : "Asking your bank."}</h1>
          <p className="waiting max-w-[62ch]">
            <i />
            <span>
              {unclear
                ? "Your bank has not answered. We ask again every minute and mail you. Please do not pay twice."
                : "Your payment is on its way to us. This takes a few seconds."}
            </span>
          </p>
        </>
      ) : (
        <>
          <h1 className="open">Not paid yet.</h1>
          {order.paymentProblem && (
            <div className="alert narrow mb-5" role="alert">
              <Icon name="alert" />
              <div>{order.paymentProblem}</div>
            </div>
          )}
          <p className="max-w-[62ch]">
            Nothing was charged. Your figurines wait for half an hour from when you ordered.
          </p>
          <p className="mt-6 flex flex-wrap gap-3">
            {order.paymentUrl && (
              <a className="btn btn-sun" href={order.paymentUrl}>
                Pay {price(order.total)}
              </a>
            )}
            <a className="btn btn-line" href="/basket">
              Back to the basket
            </a>
          </p>
        </>
      )}
      <div className="max-w-[44rem]">
        <p className="quiet num mt-8">Order {order.orderNumber}</p>
        <OrderItems order={order} />
        {!paid && (
          <div className="mt-8">
            <OrderActions order={order} token={token} />
          </div>
        )}
      </div>
    </div>
  );
}
