import { useStored } from "../ui/use-store.ts";
import { useEffect, useState } from "react";
import * as Address from "#domain/address";
import { estimate } from "#domain/delivery";
import { arrivalDays } from "../../delivery.ts";
import { methodName } from "#domain/payment-method";
import { day, firstName, price } from "../../format.ts";
import type { Order } from "../../stores/order.ts";
import { stepsOf, stillToCome } from "../../stores/order-steps.ts";
import { $user, loadSession } from "../../stores/session.ts";
import { OrderActions } from "./order-actions.tsx";
import { OneFloor } from "./order-floor.tsx";
import { OrderItems } from "./order-items.tsx";
import { OrderSteps } from "./order-steps.tsx";
import { statusPill } from "./status.ts";

function headline(order: Order, fresh: boolean): string {
  if (order.status === "CANCELLED") return "Cancelled.";
  if (order.status === "REFUNDED") return "Paid back.";
  if (fresh) return `Thank you, ${firstName(order.shippingAddress.name)}.`;
  if (order.status === "SHIPPED") return "On its way.";
  return order.status === "DELIVERED" ? "With you." : "Your order.";
}

/** What happens next, or what happened. */
function Sentence({ order }: { order: Order }) {
  const paid = order.paymentMethod !== null;
  if (order.status === "CANCELLED" && !paid) {
    return <>Nothing was charged, and your basket is as it was. Try another card, or leave it.</>;
  }
  if (order.status === "CANCELLED" || order.status === "REFUNDED") {
    const back = order.refunds.reduce((sum, refund) => sum + refund.amount, 0);
    const there = order.refunds.every((refund) => refund.status === "SUCCEEDED");
    return there ? (
      <>We paid {price(back)} back. Banks take up to ten working days to show it.</>
    ) : (
      <>{price(back)} is on its way back to you. We mail you when it has left us.</>
    );
  }
  const sent = order.fulfilments.at(-1);
  const owed = stillToCome(order) > 0;
  if (sent && sent.deliveredAt !== null && !owed) {
    return <>Your parcel arrived on {day(sent.deliveredAt)}.</>;
  }
  if (sent) {
    return (
      <>
        {owed ? "A part of it left us" : "Left us"} on {day(sent.shippedAt)}
        {sent.carrier && `, with ${sent.carrier}`}
        {sent.trackingNumber && `, tracking number ${sent.trackingNumber}`}.
        {owed && " The rest follows."}
      </>
    );
  }
  if (order.items.some((item) => item.backordered > 0)) {
    return (
      <>
        Some of it is still being made. We write when the parcel moves. The receipt goes to{" "}
        {order.email}.
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

interface Props {
  order: Order;
  token: string | undefined;
  /** The shopper comes from the payment page. */
  fresh: boolean;
}

export function OrderKnown({ order, token, fresh }: Props) {
  const address = order.shippingAddress;
  const pill = statusPill(order.status);
  const lost = order.status === "CANCELLED" && order.paymentMethod === null;
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
          <h2 className="mt-12">What happened</h2>
          <OrderSteps steps={stepsOf(order)} />
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
            <p className="quiet whitespace-pre-line">{Address.lines(address).join("\n")}</p>
          </div>
          {order.paymentMethod && (
            <div>
              <h2>Paid with</h2>
              <p className="quiet num">{methodName(order.paymentMethod)}</p>
            </div>
          )}
          <OrderActions order={order} token={token} />
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
