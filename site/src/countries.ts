import * as Address from "#domain/address";

/** One country of the checkout's list. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
}

/** "DE" → "Germany"; letters that name no country stay as they are. */
export function countryName(code: string): string {
  return Address.countryName(code) ?? code;
}
