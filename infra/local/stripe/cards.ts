/** How a payment with a card ends. */
export type CardOutcome = "succeeds" | "declined" | "authenticates" | "answer-lost";

/** The endings the payment page offers, each with Stripe's test card for it. */
export const ENDINGS: readonly { number: string; label: string; outcome: CardOutcome }[] = [
  { number: "4242 4242 4242 4242", label: "Goes through", outcome: "succeeds" },
  { number: "4000 0000 0000 0002", label: "Bank says no", outcome: "declined" },
  { number: "4000 0025 0000 3155", label: "Bank asks for a code", outcome: "authenticates" },
  { number: "4000 0000 0000 9979", label: "Answer gets lost", outcome: "answer-lost" },
];

/** Stripe's further test cards that succeed. A card that could be somebody's own is refused. */
const SUCCEEDING: ReadonlySet<string> = new Set(
  `4000056655665556 4000002760000016 5555555555554444 2223003122003222 5200828282828210
  5105105105105100 378282246310005 371449635398431 6011111111111117 6011000990139424`.split(/\s+/),
);

/** A card as somebody typed it, once it has been found to be possible. */
export interface Card {
  readonly number: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly name: string | null;
}

export type CardField = "card" | "exp" | "cvc";
export type CardErrors = Partial<Record<CardField, string>>;

/**
 * Checks what was typed.
 * @param now milliseconds since 1970; a card is good to the end of its month
 * @returns the card, or what to say under each field
 */
export function readCard(
  typed: { card: string; exp: string; cvc: string; name: string },
  now: number,
): { card: Card } | { errors: CardErrors } {
  const errors: CardErrors = {};
  const number = typed.card.replace(/[\s-]/g, "");
  if (number === "") errors.card = "The number on the front of the card.";
  else if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    errors.card = "This is not a card number. One digit may be wrong.";
  } else if (!SUCCEEDING.has(number) && !endingOf(number)) {
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
  return { card: { number, expMonth: month, expYear: year, name: typed.name.trim() || null } };
}

/** @param number digits without spaces */
export function outcomeOf(number: string): CardOutcome {
  return endingOf(number)?.outcome ?? "succeeds";
}

function endingOf(number: string) {
  return ENDINGS.find((ending) => ending.number.replaceAll(" ", "") === number);
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
