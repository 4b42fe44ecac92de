import type { FieldProblem } from "#values/error-codes";

/** Where something goes. `country` is ISO 3166-1 alpha-2. */
export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly region?: string | undefined;
  readonly postalCode: string;
  readonly country: string;
}

interface PostcodeRule {
  readonly pattern: RegExp;
  readonly message: string;
}

const DIGITS: Record<number, string> = { 4: "four", 5: "five", 6: "six" };

function digits(adjective: string, count: 4 | 5 | 6): PostcodeRule {
  return {
    pattern: new RegExp(`^\\d{${count}}$`),
    message: `${adjective} postcodes have ${DIGITS[count]} digits.`,
  };
}

/**
 * Postcodes by country, as the postal unions write them. A country that is not here takes anything:
 * a wrong refusal costs an order, a wrong postcode a letter.
 * Source: Universal Postal Union, addressing systems.
 */
const POSTCODES: Readonly<Record<string, PostcodeRule>> = {
  AT: digits("Austrian", 4),
  AU: digits("Australian", 4),
  BE: digits("Belgian", 4),
  BG: digits("Bulgarian", 4),
  CH: digits("Swiss", 4),
  CA: {
    pattern: /^[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d$/i,
    message: "Canadian postcodes read like K1A 0B1.",
  },
  CZ: { pattern: /^\d{3} ?\d{2}$/, message: "Czech postcodes have five digits." },
  DE: digits("German", 5),
  DK: digits("Danish", 4),
  EE: digits("Estonian", 5),
  ES: digits("Spanish", 5),
  FI: digits("Finnish", 5),
  FR: digits("French", 5),
  GB: {
    pattern: /^(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/i,
    message: "British postcodes read like SW1A 1AA.",
  },
  GR: { pattern: /^\d{3} ?\d{2}$/, message: "Greek postcodes have five digits." },
  HU: digits("Hungarian", 4),
  IE: {
    pattern: /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i,
    message: "An Eircode reads like D02 AF30.",
  },
  IT: digits("Italian", 5),
  LI: digits("Liechtenstein", 4),
  LU: digits("Luxembourg", 4),
  NL: { pattern: /^[1-9]\d{3} ?[A-Z]{2}$/i, message: "Dutch postcodes read like 1012 AB." },
  NO: digits("Norwegian", 4),
  PL: { pattern: /^\d{2}-\d{3}$/, message: "Polish postcodes read like 00-950." },
  PT: { pattern: /^\d{4}-\d{3}$/, message: "Portuguese postcodes read like 1000-001." },
  SE: { pattern: /^\d{3} ?\d{2}$/, message: "Swedish postcodes have five digits." },
  SI: digits("Slovenian", 4),
  SK: { pattern: /^\d{3} ?\d{2}$/, message: "Slovak postcodes have five digits." },
  US: {
    pattern: /^\d{5}(-\d{4})?$/,
    message: "American ZIP codes have five digits, or nine with a hyphen.",
  },
};

const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/**
 * Letters that CLDR names and ISO 3166-1 assigns to no country: former ones, parts of others, unions
 * and tests. Under them a parcel would go by the wrong zone, tax and postcode rule (UK is GB). XK is
 * not assigned either, but there is no other code for Kosovo.
 */
const NO_COUNTRY: ReadonlySet<string> = new Set([
  ...["AN", "BU", "CS", "DD", "DY", "FX", "HV", "NH", "RH", "SU", "TP", "VD", "YD", "YU", "ZR"],
  ...["AC", "CP", "CQ", "DG", "EA", "IC", "QO", "TA", "UK"],
  ...["EU", "EZ", "UN", "XA", "XB", "ZZ"],
]);

/** "Germany" for DE; undefined where the letters name no country. */
export function countryName(code: string): string | undefined {
  // Two letters in other forms throw.
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRY.has(code)) return undefined;
  return countryNames.of(code);
}

/** What is wrong with a postcode, in words for the shopper; undefined where nothing is. */
export function postcodeProblem(country: string, postalCode: string): string | undefined {
  const rule = POSTCODES[country];
  return rule === undefined || rule.pattern.test(postalCode.trim()) ? undefined : rule.message;
}

/** The parts of an address whose form differs from country to country. */
export interface AddressForm {
  /** What the postcode is called there. */
  readonly postcode: string;
  /** Whether it may be typed by figures alone. */
  readonly figures: boolean;
  /** What the region is called that the post wants to read; null where it wants none. */
  readonly region: string | null;
}

const POSTCODE_NAMES: Readonly<Record<string, string>> = {
  IE: "Eircode",
  IN: "PIN code",
  US: "ZIP code",
};

/** Source: Universal Postal Union, addressing systems. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  AU: "State",
  BR: "State",
  CA: "Province",
  CN: "Province",
  IN: "State",
  IT: "Province",
  JP: "Prefecture",
  MX: "State",
  US: "State",
};

/** How a form asks for an address in a country. */
export function formOf(country: string): AddressForm {
  const pattern = POSTCODES[country]?.pattern;
  return {
    postcode: POSTCODE_NAMES[country] ?? "Postcode",
    figures: ["1234", "12345", "123456"].some((figures) => pattern?.test(figures) ?? false),
    region: REGION_NAMES[country] ?? null,
  };
}

/** As it stands on an envelope, line by line. */
export function lines(address: Address): readonly string[] {
  const { name, line1, line2, postalCode, city, region, country } = address;
  const place = `${postalCode} ${city}`;
  const all = [name, line1, line2, place, region, countryName(country) ?? country];
  return all.filter((line): line is string => Boolean(line));
}

/** Something that can be read: a line of invisible characters is none. */
const LEGIBLE = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** What is wrong with an address beyond its form; `field` prefixes the names, e.g. `shippingAddress`. */
export function problems(address: Address, field: string): FieldProblem[] {
  const { country, postalCode } = address;
  const empty = (["name", "line1", "city"] as const)
    .filter((part) => !LEGIBLE.test(address[part]))
    .map((part) => ({ field: `${field}.${part}`, message: "Must not be empty." }));
  if (countryName(country) === undefined) {
    return [...empty, { field: `${field}.country`, message: "We know no such country." }];
  }
  const message = postcodeProblem(country, postalCode);
  return message === undefined ? empty : [...empty, { field: `${field}.postalCode`, message }];
}
