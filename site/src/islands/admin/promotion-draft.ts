import type { z } from "zod";
import type { promotion, promotionCreate } from "../../../../shared/contracts/promotions.ts";
import { price } from "../../format.ts";
import { parseAmount } from "./product-draft.ts";

export type Promotion = z.input<typeof promotion>;
export type PromotionBody = z.input<typeof promotionCreate>;

/** A promotion as it is typed: everything is text until it is sent. */
export interface PromotionDraft {
  readonly automatic: boolean;
  readonly code: string;
  readonly title: string;
  readonly kind: "percent" | "amount" | "shipping";
  readonly value: string;
  readonly minimum: string;
  readonly categories: string;
  readonly products: string;
  /** As the browser's own field writes them, in the reader's time zone; "" for open. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly maxUses: string;
  readonly maxUsesPerCustomer: string;
  readonly combines: boolean;
  readonly active: boolean;
}

export const EMPTY_DRAFT: PromotionDraft = {
  automatic: false,
  code: "",
  title: "",
  kind: "percent",
  value: "10",
  minimum: "",
  categories: "",
  products: "",
  startsAt: "",
  endsAt: "",
  maxUses: "",
  maxUsesPerCustomer: "",
  combines: false,
  active: true,
};

/** An ISO 8601 time in UTC → what a `datetime-local` field shows, in the reader's time zone. */
function toLocal(iso: string | null): string {
  if (iso === null) return "";
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const fromLocal = (local: string): string | null =>
  local === "" ? null : new Date(local).toISOString();

export function toDraft(of: Promotion): PromotionDraft {
  return {
    automatic: of.code === null,
    code: of.code ?? "",
    title: of.title,
    kind: of.effect.kind,
    value:
      of.effect.kind === "percent"
        ? `${of.effect.percent}`
        : of.effect.kind === "amount"
          ? of.effect.amount.toFixed(2)
          : "",
    minimum: of.minimum > 0 ? of.minimum.toFixed(2) : "",
    categories: of.categories.join(", "),
    products: of.products.join(", "),
    startsAt: toLocal(of.startsAt),
    endsAt: toLocal(of.endsAt),
    maxUses: of.maxUses === null ? "" : `${of.maxUses}`,
    maxUsesPerCustomer: of.maxUsesPerCustomer === null ? "" : `${of.maxUsesPerCustomer}`,
    combines: of.combines,
    active: of.active,
  };
}

const listed = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((one) => one.trim())
    .filter((one) => one !== "");

export type DraftErrors = Readonly<Partial<Record<string, string>>>;

/**
 * The body to send, or what keeps the draft from being one: only what a number needs is looked at
 * here, every other rule is the API's.
 */
export function toBody(
  draft: PromotionDraft,
): { body: PromotionBody; errors?: undefined } | { body?: undefined; errors: DraftErrors } {
  const errors: Record<string, string> = {};
  const amount = (field: string, text: string): number => {
    const value = parseAmount(text);
    if (value === undefined) errors[field] = "An amount, such as 10.00.";
    return value ?? 0;
  };
  const whole = (field: string, text: string): number | null => {
    if (text.trim() === "") return null;
    if (!/^\d{1,9}$/.test(text.trim())) errors[field] = "A whole number, or nothing.";
    return Number(text);
  };
  const effect = effectOf(draft, errors, amount);
  const body: PromotionBody = {
    code: draft.automatic ? null : draft.code.trim(),
    title: draft.title.trim(),
    effect,
    minimum: draft.minimum.trim() === "" ? 0 : amount("minimum", draft.minimum),
    categories: listed(draft.categories),
    products: listed(draft.products),
    startsAt: fromLocal(draft.startsAt),
    endsAt: fromLocal(draft.endsAt),
    maxUses: whole("maxUses", draft.maxUses),
    maxUsesPerCustomer: whole("maxUsesPerCustomer", draft.maxUsesPerCustomer),
    combines: draft.combines,
    active: draft.active,
  };
  return Object.keys(errors).length > 0 ? { errors } : { body };
}

function effectOf(
  { kind, value }: PromotionDraft,
  errors: Record<string, string>,
  amount: (field: string, text: string) => number,
): PromotionBody["effect"] {
  switch (kind) {
    case "percent": {
      const share = Number(value.replace(",", "."));
      if (!(share > 0 && share <= 100)) errors["effect.percent"] = "From 1 to 100.";
      return { kind, percent: share };
    }
    case "amount":
      return { kind, amount: amount("effect.amount", value) };
    case "shipping":
      return { kind };
    default:
      return kind satisfies never;
  }
}

/** "10% off", "€5.00 off", "Free delivery". */
export function effectInWords(effect: Promotion["effect"]): string {
  switch (effect.kind) {
    case "percent":
      return `${effect.percent}% off`;
    case "amount":
      return `${price(effect.amount)} off`;
    case "shipping":
      return "Free delivery";
    default:
      return effect satisfies never;
  }
}

/** Whether it works now: what a list shows as its pill. */
export function stateOf(of: Promotion, now: Date): readonly [tone: string, text: string] {
  const at = now.toISOString();
  if (!of.active) return ["", "Off"];
  if (of.startsAt !== null && of.startsAt > at) return ["s", "Begins later"];
  if (of.endsAt !== null && of.endsAt <= at) return ["", "Over"];
  if (of.maxUses !== null && (of.used ?? 0) >= of.maxUses) return ["a", "Used up"];
  return ["l", "Running"];
}
