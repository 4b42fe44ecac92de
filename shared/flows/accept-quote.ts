import type { Quote } from "#domain/pricing";
import * as QuoteSeal from "#domain/quote-seal";
import { Problem } from "#values/error-codes";
import * as Money from "#values/money";

/**
 * Lets a quote pass only if it is what the shopper saw, or if nobody says what that was and no code
 * of theirs has failed: a difference is shown, never silently charged.
 * @param sealed as the cart showed it; undefined where the caller sends none
 * @param nameOf what people call the goods, by SKU
 * @throws Problem PROMOTION_NOT_APPLICABLE where a code that counted no longer does;
 * QUOTE_CHANGED naming what differs
 */
export function acceptQuote(
  sealed: string | undefined,
  quote: Quote,
  nameOf: (sku: string) => string,
): void {
  if (sealed !== undefined && QuoteSeal.holds(sealed, quote)) return;
  const lost = quote.promotions.filter(
    ({ refused, promotionId }) =>
      refused && (sealed === undefined || QuoteSeal.showed(sealed, promotionId)),
  );
  if (lost.length > 0) {
    const details = lost.map((one) => ({ field: "promotion", message: one.problem ?? one.title }));
    const message = details.map((one) => one.message).join(" ");
    throw new Problem("PROMOTION_NOT_APPLICABLE", message, { details });
  }
  if (sealed === undefined) return;
  const details = QuoteSeal.differences(sealed, quote, nameOf);
  const total = `The total is ${Money.format(quote.total, quote.currency)} now.`;
  const words = details.map((one) => one.message);
  const message = [...words.filter((one) => one !== total), total].join(" ");
  throw new Problem("QUOTE_CHANGED", message, { details });
}
