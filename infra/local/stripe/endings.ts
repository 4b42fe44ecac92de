/** Why a bank refuses, in Stripe's words (https://docs.stripe.com/testing#declined-payments). */
export interface Decline {
  readonly code: string;
  /** The bank's own reason; there is none where Stripe's code says it all. */
  readonly declineCode?: string;
  readonly message: string;
}

/** How a payment ends once the shopper has proven who they are. */
export type Ending =
  | { readonly kind: "succeeds" }
  /** It has paid, and nobody hears of it. */
  | { readonly kind: "answer-lost" }
  | { readonly kind: "declined"; readonly decline: Decline }
  /** The bank takes its time, as with direct debit. */
  | { readonly kind: "undecided"; readonly approved: boolean };

interface Behaviour {
  readonly ending: Ending;
  /** The bank asks first whether it is the shopper. */
  readonly authenticates?: boolean;
}

const SUCCEEDS: Behaviour = { ending: { kind: "succeeds" } };

const declines = (code: string, message: string, declineCode?: string): Behaviour => ({
  ending: {
    kind: "declined",
    decline: { code, message, ...(declineCode === undefined ? {} : { declineCode }) },
  },
});
const declinesFor = (reason: string, message = "Your card was declined.") =>
  declines("card_declined", message, reason);

const INSUFFICIENT = declinesFor("insufficient_funds", "Your card has insufficient funds.");

/**
 * Stripe's test numbers and what they do. 9979 is Stripe's stolen card; here its answer gets lost,
 * for which Stripe has no number.
 */
const BEHAVIOUR: ReadonlyMap<string, Behaviour> = new Map([
  ...`4242424242424242 4000056655665556 4000002760000016 5555555555554444 2223003122003222
  5200828282828210 5105105105105100 378282246310005 371449635398431 6011111111111117
  6011000990139424 4000000000007726 4000000000005126`
    .split(/\s+/)
    .map((number) => [number, SUCCEEDS] as const),
  ["4000000000009979", { ending: { kind: "answer-lost" } }],
  ["4000000000000002", declinesFor("generic_decline")],
  ["4000000000009995", INSUFFICIENT],
  ["4000000000009987", declinesFor("lost_card")],
  ["4000000000006975", declinesFor("card_velocity_exceeded")],
  ["4000000000000069", declines("expired_card", "Your card has expired.")],
  ["4000000000000127", declines("incorrect_cvc", "Your card's security code is incorrect.")],
  [
    "4000000000000119",
    declines(
      "processing_error",
      "An error occurred while processing your card. Try again in a little bit.",
    ),
  ],
  ["4000002500003155", { ...SUCCEEDS, authenticates: true }],
  ["4000002760003184", { ...SUCCEEDS, authenticates: true }],
  ["4000000000003220", { ...SUCCEEDS, authenticates: true }],
  ["4000008260003178", { ...INSUFFICIENT, authenticates: true }],
  // Direct debit: Stripe's page has fields of its own for it, here the number goes where cards go.
  ["DE89370400440532013000", { ending: { kind: "undecided", approved: true } }],
  ["DE62370400440532013001", { ending: { kind: "undecided", approved: false } }],
]);

/** What a number does; undefined for one that is none of Stripe's. @param number without spaces */
export function behaviourOf(number: string): Behaviour | undefined {
  return BEHAVIOUR.get(number);
}

/** How a refund goes on after it was made. */
export type RefundEnding = "succeeds" | "pending-then-succeeds" | "succeeds-then-fails";

/** @param last4 of the card that was charged */
export function refundEndingOf(last4: string | null | undefined): RefundEnding {
  if (last4 === "7726") return "pending-then-succeeds";
  if (last4 === "5126") return "succeeds-then-fails";
  return "succeeds";
}
