import * as Address from "#domain/address";

/** Where the shop sends parcels, ISO 3166-1 alpha-2, in the order in which the list shows them. */
const SERVED = [
  ...["DE", "AT", "BE", "CZ", "DK", "FI", "FR", "IE"],
  ...["IT", "LU", "NL", "PL", "PT", "ES", "SE"],
] as const;

export const COUNTRIES = SERVED.map((code) => ({ code, name: countryName(code) }));

/** "DE" → "Germany"; letters that name no country stay as they are. */
export function countryName(code: string): string {
  return Address.countryName(code) ?? code;
}
