/**
 * An amount for people, such as €86.00.
 * @param amount in minor units of the currency
 * @param currency ISO 4217, in either case
 */
export function formatMoney(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
