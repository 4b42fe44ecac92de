import { atom, computed, map } from "nanostores";
import { ApiError, call } from "../api/client.ts";
import { formOf, postcodeProblem } from "#domain/address";
import * as Money from "#values/money";
import { pieces, price } from "../format.ts";
import { $cart, type Cart, priceFor, refreshCart } from "./cart.ts";
import { isRecord, read, write } from "./storage.ts";

export interface CheckoutForm {
  email: string;
  name: string;
  line1: string;
  line2: string;
  postalCode: string;
  city: string;
  region: string;
  country: string;
  shippingMethod: "standard" | "express";
}

export type FieldName = keyof CheckoutForm;

const EMPTY: CheckoutForm = {
  email: "",
  name: "",
  line1: "",
  line2: "",
  postalCode: "",
  city: "",
  region: "",
  country: "DE",
  shippingMethod: "standard",
};

/** In the order in which the page asks: the first one at fault gets the focus. */
const FIELDS = Object.keys(EMPTY).filter((name): name is FieldName => name in EMPTY);
const KEY = "parasol.checkout";

export const $form = map<CheckoutForm>({ ...EMPTY });
export const $problems = atom<Partial<Record<FieldName, string>>>({});
/** What stands above the button: what happened, when no field is at fault. */
export const $refusal = atom<{ text: string; basket: boolean } | null>(null);
export const $sending = atom(false);

function isForm(value: unknown): value is Partial<CheckoutForm> {
  return isRecord(value) && Object.values(value).every((one) => typeof one === "string");
}

/**
 * What was typed in this tab before: the way back from payment finds it again.
 * @param countries where the shop sends to; the first stands where another was known
 */
export function recallForm(countries: readonly string[]): void {
  const known = read("session", KEY, isForm);
  const [home = EMPTY.country] = countries;
  const country = countries.find((code) => code === known?.country) ?? home;
  $form.set({ ...EMPTY, ...known, country });
  void priceForm();
}

/** Takes what somebody types. A message goes as soon as it is no longer true. */
export function setField(name: FieldName, value: string): void {
  if (name === "shippingMethod") $form.setKey(name, value === "express" ? "express" : "standard");
  else $form.setKey(name, value);
  write("session", KEY, $form.get());
  if (name === "country" || name === "shippingMethod") void priceForm();
  if ($problems.get()[name] !== undefined) judge(name);
}

/** Takes what a field of that name holds; other names are no part of the form. */
export function adoptField(name: string, value: string): void {
  const field = fieldOf(name);
  if (field) setField(field, value);
}

/** The account's own e-mail and name, where nothing was typed yet. */
export function prefill(user: { email: string; name: string }): void {
  if ($form.get().email === "") setField("email", user.email);
  if ($form.get().name === "") setField("name", user.name);
}

function problemOf(name: FieldName, form: CheckoutForm): string | undefined {
  const value = form[name].trim();
  switch (name) {
    case "email":
      if (value === "") return "Where should the receipt go?";
      if (!value.includes("@")) return "An e-mail address has an @ in it.";
      return /^\S+@\S+\.\S+$/.test(value) ? undefined : "The part after @ is missing.";
    case "name":
      return value === "" ? "Who should the parcel be for?" : undefined;
    case "line1":
      return value === "" ? "Which street, which number?" : undefined;
    case "postalCode":
      if (value === "") return `${formOf(form.country).postcode}?`;
      return postcodeProblem(form.country, value);
    case "city":
      return value === "" ? "Which city?" : undefined;
    case "region": {
      const { region } = formOf(form.country);
      return region !== null && value === "" ? `Which ${region.toLowerCase()}?` : undefined;
    }
    case "line2":
    case "country":
    case "shippingMethod":
      return undefined;
    default:
      return name satisfies never;
  }
}

/** Everything that is wrong with the form, by field. */
export function problemsOf(form: CheckoutForm): Partial<Record<FieldName, string>> {
  const found: Partial<Record<FieldName, string>> = {};
  for (const name of FIELDS) {
    const problem = problemOf(name, form);
    if (problem) found[name] = problem;
  }
  return found;
}

/** Looks at one field when it is left: only to praise silently or to name what is wrong. */
export function leaveField(name: FieldName): void {
  if ($form.get()[name].trim() === "" && $problems.get()[name] === undefined) return;
  judge(name);
}

function judge(name: FieldName): void {
  const { [name]: _, ...others } = $problems.get();
  const problem = problemOf(name, $form.get());
  $problems.set(problem ? { ...others, [name]: problem } : others);
}

/** The first field at fault, in the order of the page. */
export function firstProblem(problems: Partial<Record<FieldName, string>>): FieldName | undefined {
  return FIELDS.find((name) => problems[name] !== undefined);
}

/** `shippingAddress.postalCode`, as the API names it, to the form's own field. */
function fieldOf(path: string): FieldName | undefined {
  const last = path.split(".").at(-1);
  return FIELDS.find((name) => name === last);
}

/**
 * What is to pay for this form, in major units. Until the API has priced the basket for it, the
 * chosen delivery stands in.
 */
export function amountsOf(cart: Cart, form: Pick<CheckoutForm, "country" | "shippingMethod">) {
  if (isPricedFor(cart, form)) return { shipping: cart.shipping, total: cart.total };
  const option = cart.shippingOptions.find(({ id }) => id === form.shippingMethod);
  const shipping = option?.charged ?? cart.shipping;
  const total = Money.round((cart.total - cart.shipping + shipping) * 100);
  return { shipping, total: Money.toMajor(total) };
}

function isPricedFor(cart: Cart, form: Pick<CheckoutForm, "country" | "shippingMethod">): boolean {
  return cart.country === form.country && cart.method === form.shippingMethod;
}

/** Asks for the figures of this form: tax and delivery go by its country and method. */
async function priceForm(): Promise<void> {
  const { country, shippingMethod: method } = $form.get();
  await priceFor({ country, method });
}

export const $amounts = computed([$cart, $form], (cart, form) =>
  cart ? amountsOf(cart, form) : null,
);

let attempt: { key: string; body: string } | undefined;

/** The same order sent again, after a lost answer, must not become a second one. */
function keyFor(body: string): string {
  if (attempt?.body !== body) attempt = { key: crypto.randomUUID(), body };
  return attempt.key;
}

/** Refusals that the basket explains, once it is read again. */
const AFTER_THE_BASKET = new Set([
  "OUT_OF_STOCK",
  "CART_EMPTY",
  "CART_CHANGED",
  "QUOTE_CHANGED",
  "PROMOTION_NOT_APPLICABLE",
]);

async function refuse(error: unknown): Promise<void> {
  if (!(error instanceof ApiError)) {
    $refusal.set({ text: "That is our fault. Try again.", basket: false });
    return;
  }
  // Without a definite answer, the next try carries the same key.
  if (error.code !== "NETWORK" && error.statusCode < 500) attempt = undefined;
  if (error.code === "VALIDATION_ERROR") {
    const found: Partial<Record<FieldName, string>> = {};
    for (const { field, message } of error.details) {
      const name = fieldOf(field);
      if (name) found[name] ??= message;
    }
    $problems.set(found);
    if (Object.keys(found).length > 0) return;
  }
  if (AFTER_THE_BASKET.has(error.code)) await refreshCart();
  $refusal.set(refusalOf(error, $cart.get()));
}

/** Who was faster, by a basket that was read after the refusal. */
function shortageOf(cart: Cart | null): string {
  const short = cart?.items.find((line) => line.available < line.quantity);
  if (!cart || !short) return "Someone took one of yours while you typed. Look at your basket.";
  if (short.available > 0) {
    return `Only ${short.available} of ${short.name} are left: someone was faster while you typed.`;
  }
  const others = cart.itemCount - short.quantity;
  const kept = others > 0 ? ` Your other ${pieces(others, "figurine")} are still yours.` : "";
  return `Someone took the last ${short.name} while you typed.${kept}`;
}

/** What happened and what to do, for everything that is not a field's fault. */
export function refusalOf(error: ApiError, cart: Cart | null): { text: string; basket: boolean } {
  switch (error.code) {
    case "OUT_OF_STOCK":
      return { text: shortageOf(cart), basket: true };
    case "CART_EMPTY":
      return { text: "Your basket is empty, so there is nothing to pay.", basket: true };
    case "CART_CHANGED":
      return { text: "Your basket changed in another tab. Look it over, then pay.", basket: true };
    case "QUOTE_CHANGED": {
      const changes = error.details.map(({ message }) => message).join(" ");
      return {
        text: `${changes || error.message} Nothing was charged. Look it over, then pay.`,
        basket: false,
      };
    }
    case "IDEMPOTENCY_IN_PROGRESS":
      return { text: "Your order is on its way already. Wait a moment.", basket: false };
    case "PAYMENT_PROVIDER_UNAVAILABLE":
      return { text: "The payment page does not answer. Nothing was charged.", basket: false };
    default:
      return { text: error.message, basket: false };
  }
}

const orderKey = (orderNumber: string) => `parasol.order.${orderNumber}`;
const isText = (value: unknown): value is string => typeof value === "string";

/** The token of an order placed in this tab, in case the way back from payment lost it. */
export function recallToken(orderNumber: string): string | undefined {
  return read("session", orderKey(orderNumber), isText);
}

/**
 * Whether the sum that stands on the button is the API's own for this form. The quote that goes along
 * is for the form; until it came, the sum was put together here, and tax may go by the country.
 */
async function isShown(form: CheckoutForm): Promise<boolean> {
  const before = $amounts.get()?.total;
  const cart = $cart.get();
  if (!cart || !isPricedFor(cart, form)) await priceForm();
  const total = $amounts.get()?.total;
  if (total !== undefined && total === before) return true;
  const text =
    total === undefined
      ? "Your basket does not load. Nothing was charged. Try again."
      : `The total is ${price(total)}. Nothing was charged. Look it over, then pay.`;
  $refusal.set({ text, basket: false });
  return false;
}

/**
 * Places the order. Gives the address of the payment page; undefined where something is wrong,
 * which then stands in `$problems` or `$refusal`.
 */
export async function placeOrder(): Promise<string | undefined> {
  if ($sending.get()) return undefined;
  const form = $form.get();
  $refusal.set(null);
  $problems.set(problemsOf(form));
  if (firstProblem($problems.get())) return undefined;
  $sending.set(true);
  if (!(await isShown(form))) {
    $sending.set(false);
    return undefined;
  }
  const quote = $cart.get()?.quote;
  const body = {
    email: form.email.trim(),
    ...(quote ? { quote } : {}),
    shippingMethod: form.shippingMethod,
    shippingAddress: {
      name: form.name.trim(),
      line1: form.line1.trim(),
      ...(form.line2.trim() === "" ? {} : { line2: form.line2.trim() }),
      city: form.city.trim(),
      ...(formOf(form.country).region === null ? {} : { region: form.region.trim() }),
      postalCode: form.postalCode.trim(),
      country: form.country,
    },
  };
  try {
    const key = keyFor(JSON.stringify([body, $cart.get()?.version]));
    const { data } = await call("POST /checkout", { body, headers: { "idempotency-key": key } });
    write("session", orderKey(data.orderNumber), data.accessToken);
    attempt = undefined;
    return data.paymentUrl;
  } catch (error) {
    await refuse(error);
    return undefined;
  } finally {
    $sending.set(false);
  }
}
