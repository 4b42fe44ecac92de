import { z } from "zod";
import { countryName } from "#domain/address";
import { MAX_QUANTITY } from "#domain/cart";
import { fromMajor, SHOP_CURRENCIES, toMajor } from "#values/money";

/**
 * Money on the wire is a decimal number in major units; inside it is an integer in minor units.
 * The one place where the two meet. Wide enough for the sum of the fullest basket at the highest price.
 */
export const money = z
  .codec(z.number().min(-100_000_000_000).max(100_000_000_000), z.int(), {
    decode(major, context) {
      const minor = fromMajor(major);
      if (minor === undefined) {
        context.issues.push({
          code: "custom",
          input: major,
          message: "Use at most two digits after the point.",
        });
        return z.NEVER;
      }
      return minor;
    },
    encode: (minor) => toMajor(minor),
  })
  .meta({ description: "Decimal amount in major units, e.g. 29.99" });

/** A price: not negative, and up to 10 million euros; beyond is a typing error. */
export const price = money
  .refine((minor) => minor >= 0, "Must not be negative.")
  .refine((minor) => minor <= 1_000_000_000, "Must not be above 10,000,000.");

/** Percent, with three digits after the point at most. */
export const percent = z
  .number()
  .min(0)
  .max(100)
  .refine(
    (value) => Math.abs(value * 1_000 - Math.round(value * 1_000)) < 1e-6,
    "Use at most three digits after the point.",
  );

export const currency = z.enum(SHOP_CURRENCIES);

export const slug = z
  .string()
  .min(1)
  .max(80)
  .regex(/^(?!prod_)[a-z0-9]+(?:-[a-z0-9]+)*$/, "Lower-case letters, digits and single hyphens.");

export const sku = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "Letters, digits, dot, hyphen and underscore.");

/** Text without control characters (other than line breaks where `lines` is set), trimmed, not empty. */
export function text(max: number, options: { lines?: boolean } = {}): z.ZodString {
  const control = options.lines
    ? /^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/
    : /^[^\u0000-\u001F\u007F]*$/;
  return z
    .string()
    .trim()
    .min(1, "Must not be empty.")
    .max(max)
    .regex(control, "Contains control characters.");
}

/** A link that a browser may follow. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: "Must be an address such as https://example.com." })
  .max(500);

/** Some pieces of one line of an order. */
export const linePieces = z.strictObject({ sku, quantity: z.int().min(1).max(MAX_QUANTITY) });

/** What of an order something is about: `F1` a parcel, `R1` a refund, `T1` a return. */
export function subjectId(letter: "F" | "T"): z.ZodString {
  return z.string().regex(new RegExp(`^${letter}[1-9]\\d{0,3}$`), `Reads ${letter}1.`);
}

export const email = z.email("That is not an e-mail address.").max(254).toLowerCase();

export const orderNumber = z
  .string()
  .regex(/^P-\d{6}-[0-9A-HJKMNP-TV-Z]{5}$/, "Reads P-yymmdd-XXXXX.");

export const dateTime = z.iso.datetime();

/** Query parameters arrive as text. */
const integerText = z
  .string()
  .regex(/^\d{1,9}$/, "Must be a whole number.")
  .transform(Number);

export const page = integerText.pipe(z.int().min(1).max(10_000)).default(1);
export const limit = integerText.pipe(z.int().min(1).max(100)).default(20);

/** A price in a query string: "15" or "15.50", in major units; comes out in minor units. */
export const priceText = z
  .string()
  .regex(/^\d{1,8}(\.\d{1,2})?$/, "Must be an amount such as 15 or 15.50.")
  .transform((value) => Math.round(Number(value) * 100));

export const booleanText = z.enum(["true", "false"]).transform((value) => value === "true");

export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, "Two capital letters, ISO 3166-1 alpha-2.");

/** Of a request: what was answered before may name a country that is none any more. */
export const country = countryCode.refine(
  (code) => countryName(code) !== undefined,
  "We know no such country.",
);

export const address = z
  .strictObject({
    name: text(120),
    line1: text(120),
    line2: text(120).optional(),
    city: text(80),
    region: text(80).optional(),
    postalCode: text(16),
    country: countryCode,
  })
  .meta({ id: "Address" });

export type Address = z.output<typeof address>;
