const TRY_ANOTHER = "Nothing was charged. Try another card.";

/**
 * What the shopper reads for a code of Stripe's (https://docs.stripe.com/declines/codes). Lost and
 * stolen cards are missing on purpose: Stripe asks to show them as any other refusal, so that a
 * thief learns nothing.
 */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["insufficient_funds", `Your bank says that there is not enough on this card. ${TRY_ANOTHER}`],
  ["expired_card", `This card has expired. ${TRY_ANOTHER}`],
  [
    "incorrect_cvc",
    "The security code does not fit this card. Nothing was charged. Look at it again.",
  ],
  [
    "invalid_cvc",
    "The security code does not fit this card. Nothing was charged. Look at it again.",
  ],
  ["incorrect_number", "The card number is not right. Nothing was charged. Look at it again."],
  ["card_velocity_exceeded", `This card has reached its limit. ${TRY_ANOTHER}`],
  ["withdrawal_count_limit_exceeded", `This card has reached its limit. ${TRY_ANOTHER}`],
  ["card_not_supported", `This card does not pay for this kind of purchase. ${TRY_ANOTHER}`],
  ["currency_not_supported", `This card does not pay in this currency. ${TRY_ANOTHER}`],
  [
    "processing_error",
    "Something went wrong at the bank. Nothing was charged. Try again in a moment.",
  ],
  [
    "payment_intent_authentication_failure",
    "Your bank could not confirm that it was you. Nothing was charged. Try again, or take another card.",
  ],
  [
    "authentication_required",
    "Your bank could not confirm that it was you. Nothing was charged. Try again, or take another card.",
  ],
]);

/**
 * While the payment page is done and the bank is not. It may take days, so no pace is promised: the
 * order's page, which asks every minute, says that of itself.
 */
export function undecided(orderNumber?: string): string {
  const about = orderNumber === undefined ? "" : ` about order ${orderNumber}`;
  return `Your bank has not answered${about}. We go on asking and mail you. Please do not pay twice.`;
}

/**
 * Why a card was refused, in the shop's voice: what happened, then what to do.
 * @param code Stripe's decline code, or its error code where there is none; undefined where unknown
 */
export function declineWords(code: string | undefined): string {
  return WORDS.get(code ?? "") ?? `Your bank said no. ${TRY_ANOTHER}`;
}
