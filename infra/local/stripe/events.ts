import Stripe from "stripe";
import type { Control } from "./control.ts";
import { newId } from "./ids.ts";
import type { Store } from "./store.ts";

/** The events the double sends. */
export type EmittedEvent =
  | Stripe.ChargeFailedEvent
  | Stripe.ChargePendingEvent
  | Stripe.ChargeRefundedEvent
  | Stripe.ChargeSucceededEvent
  | Stripe.CheckoutSessionAsyncPaymentFailedEvent
  | Stripe.CheckoutSessionAsyncPaymentSucceededEvent
  | Stripe.CheckoutSessionCompletedEvent
  | Stripe.CheckoutSessionExpiredEvent
  | Stripe.PaymentIntentCanceledEvent
  | Stripe.PaymentIntentCreatedEvent
  | Stripe.PaymentIntentPaymentFailedEvent
  | Stripe.PaymentIntentProcessingEvent
  | Stripe.PaymentIntentRequiresActionEvent
  | Stripe.PaymentIntentSucceededEvent
  | Stripe.RefundCreatedEvent
  | Stripe.RefundFailedEvent
  | Stripe.RefundUpdatedEvent;

type Emission<E> = E extends EmittedEvent
  ? { readonly type: E["type"]; readonly data: { readonly object: E["data"]["object"] } }
  : never;

/** What caused an event: an API call, or the payment page and the clock (both null). */
export type Cause = { readonly requestId: string | null; readonly idempotencyKey: string | null };

const NO_REQUEST: Cause = { requestId: null, idempotencyKey: null };

/** Records an event and puts it up for delivery, in the transaction of what it tells. */
export type Emit = (emission: Emission<EmittedEvent>, cause?: Cause) => void;

/** @param now seconds since 1970 */
export function createEmit(
  store: Store,
  now: () => number,
  control: Pick<Control, "delivery">,
  onEmitted: () => void,
): Emit {
  const insert = store.database.prepare(
    "insert into deliveries (event_id, copy, attempts, due, state) values (?, ?, 0, ?, ?)",
  );
  return (emission, cause = NO_REQUEST) => {
    const event = {
      id: newId("evt_1", 23),
      object: "event" as const,
      api_version: Stripe.API_VERSION,
      created: now(),
      livemode: false,
      pending_webhooks: 1,
      request: { id: cause.requestId, idempotency_key: cause.idempotencyKey },
      ...structuredClone(emission),
    };
    store.put("event", event);
    const { duplicates, delayMs, shuffle, dropRatio } = control.delivery();
    for (let copy = 0; copy <= duplicates; copy++) {
      const jitter = shuffle ? Math.random() * SHUFFLE_MS : 0;
      const state = Math.random() < dropRatio ? "failed" : "pending";
      insert.run(event.id, copy, Math.round(Date.now() + delayMs + jitter), state);
    }
    onEmitted();
  };
}

/** Events of one payment are born in the same millisecond; this is enough to mix them up. */
const SHUFFLE_MS = 400;
