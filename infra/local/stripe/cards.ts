import { behaviourOf } from "./endings.ts";

/** The endings the payment page offers, each with Stripe's test card for it. */
export const OFFERED: readonly { number: string; label: string }[] = [
  { number: "4242 4242 4242 4242", label: "Goes through" },
  { number: "4000 0000 0000 0002", label: "Bank says no" },
  { number: "4000 0025 0000 3155", label: "Bank asks for a code" },
  { number: "4000 0000 0000 9979", label: "Answer gets lost" },
];

/** A card as somebody typed it, once it has been found to be possible. */
interface Card {
  readonly kind: "card";
  readonly number: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly name: string | null;
}

/** A bank account that is debited. */
interface Account {
  readonly kind: "account";
  /** IBAN without spaces. */
  readonly number: string;
  readonly name: string | null;
}

/** What somebody pays with. */
export type Means = Card | Account;

export type CardField = "card" | "exp" | "cvc";
export type CardErrors = Partial<Record<CardField, string>>;

/**
 * Checks what was typed. An account's number in the place of the card's needs neither expiry nor code.
 * @param now milliseconds since 1970; a card is good to the end of its month
 * @returns what to pay with, or what to say under each field
 */
export function readMeans(
  typed: { card: string; exp: string; cvc: string; name: string },
  now: number,
): { means: Means } | { errors: CardErrors } {
  const errors: CardErrors = {};
  const number = typed.card.replace(/[\s-]/g, "").toUpperCase();
  const name = typed.name.trim() || null;
  const known = behaviourOf(number) !== undefined;
  if (known && !/^\d/.test(number)) return { means: { kind: "account", number, name } };
  if (number === "") errors.card = "The number on the front of the card.";
  else if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    errors.card = "This is not a card number. One digit may be wrong.";
  } else if (!known) {
    errors.card = "Only test cards here. 4242 4242 4242 4242 goes through.";
  }
  const [month, year] = readExpiry(typed.exp);
  if (month === undefined || year === undefined) errors.exp = "Month and year, like 04 / 29.";
  else if (Date.UTC(year, month, 1) <= now) errors.exp = "This card has expired. Try another.";
  const digits = brandOf(number) === "amex" ? 4 : 3;
  if (typed.cvc.trim() === "") errors.cvc = `The ${digits} digits on the card.`;
  else if (!new RegExp(`^\\d{${digits}}$`).test(typed.cvc.trim())) {
    errors.cvc = `The code has ${digits} digits.`;
  }
  if (Object.keys(errors).length > 0 || month === undefined || year === undefined) {
    return { errors };
  }
  return { means: { kind: "card", number, expMonth: month, expYear: year, name } };
}

/** The card's brand in Stripe's words, by its first digits (ISO/IEC 7812 ranges in use). */
export function brandOf(number: string): string {
  if (number.startsWith("4")) return "visa";
  if (/^(5[1-5]|2[2-7])/.test(number)) return "mastercard";
  if (/^3[47]/.test(number)) return "amex";
  if (/^6(011|5|4[4-9])/.test(number)) return "discover";
  return "unknown";
}

function readExpiry(typed: string): [month?: number, year?: number] {
  const match = /^\s*(\d{1,2})\s*[/.-]?\s*(\d{2}|\d{4})\s*$/.exec(typed);
  const month = Number(match?.[1]);
  const year = Number(match?.[2]);
  if (!match || month < 1 || month > 12) return [];
  return [month, year < 100 ? 2000 + year : year];
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  Array.from(digits)
    .reverse()
    .forEach((digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
      sum += doubled > 9 ? doubled - 9 : doubled;
    });
  return sum % 10 === 0;
}
