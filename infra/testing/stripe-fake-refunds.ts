import type { MadeRefund } from "#gateways/stripe";
import { Problem } from "#values/error-codes";

interface Wanted {
  readonly paymentIntentId: string;
  readonly orderNumber: string;
  readonly refundId: string;
  readonly amount: number;
}

const STANDS: ReadonlySet<string> = new Set(["succeeded", "pending"]);

/** Refunds of the fake: one for each idempotency key, never above what was charged. */
export class RefundDesk {
  readonly #charged: (paymentIntentId: string) => number;
  readonly #ofPayment = new Map<string, MadeRefund[]>();
  readonly #byKey = new Map<string, MadeRefund>();
  #losing = 0;
  #refusing = 0;
  #status = "succeeded";
  #count = 0;

  constructor(charged: (paymentIntentId: string) => number) {
    this.#charged = charged;
  }

  /** The next `times` refunds are made, but the answer is lost. */
  loseAnswers(times: number): void {
    this.#losing = times;
  }

  /** The next `times` refunds are refused for good. */
  refuse(times: number): void {
    this.#refusing = times;
  }

  /** What becomes of refunds from now on, e.g. `pending`. */
  become(status: string): void {
    this.#status = status;
  }

  /** The bank has decided on a refund. */
  finish(id: string, status: string, failure?: string): void {
    for (const [payment, made] of this.#ofPayment) {
      const changed = made.map((one) => (one.id === id ? { ...one, status, failure } : one));
      this.#ofPayment.set(payment, changed);
    }
  }

  /** Somebody gives money back at Stripe's own pages. */
  atProvider(paymentIntentId: string, amount: number): MadeRefund {
    return this.#add(paymentIntentId, amount, "succeeded", undefined);
  }

  /** Cents that went back from a payment, or are about to. */
  sum(paymentIntentId: string): number {
    return (this.#ofPayment.get(paymentIntentId) ?? [])
      .filter((one) => STANDS.has(one.status))
      .reduce((total, one) => total + one.amount, 0);
  }

  readonly make = async (wanted: Wanted): Promise<MadeRefund | { refused: string }> => {
    const { paymentIntentId, orderNumber, refundId, amount } = wanted;
    if (this.#refusing > 0) {
      this.#refusing -= 1;
      return { refused: "This charge cannot be refunded." };
    }
    const key = `${orderNumber}/refund/${refundId}`;
    const left = this.#charged(paymentIntentId) - this.sum(paymentIntentId);
    const known = this.#byKey.get(key);
    if (known === undefined && amount > left) return { refused: `Only ${left} are left.` };
    const made = known ?? this.#add(paymentIntentId, amount, this.#status, refundId);
    this.#byKey.set(key, made);
    if (this.#losing > 0) {
      this.#losing -= 1;
      throw new Problem("PAYMENT_PROVIDER_UNAVAILABLE", "The answer was lost.");
    }
    return made;
  };

  readonly list = async (paymentIntentId: string): Promise<MadeRefund[]> =>
    [...(this.#ofPayment.get(paymentIntentId) ?? [])].toReversed();

  #add(payment: string, amount: number, status: string, refundId: string | undefined): MadeRefund {
    this.#count += 1;
    const made = { id: `re_${this.#count}`, status, amount, failure: undefined, refundId };
    this.#ofPayment.set(payment, [...(this.#ofPayment.get(payment) ?? []), made]);
    return made;
  }
}
