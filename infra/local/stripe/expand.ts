import { invalidRequest } from "./errors.ts";
import { asList } from "./operation.ts";
import { detailsOf } from "./resources/session-details.ts";
import type { Kind, Store } from "./store.ts";

type Json = Record<string, unknown>;

/** Which kind an id in a field is. */
const KIND_OF_FIELD: Readonly<Record<string, Kind>> = {
  payment_intent: "payment_intent",
  latest_charge: "charge",
  charge: "charge",
  balance_transaction: "balance_transaction",
  source: "charge",
};

/** Stripe follows four levels. */
const MAX_DEPTH = 4;

/**
 * Replaces ids in an answer by the objects they name, as `expand[]` asks.
 * @param paths such as `payment_intent.latest_charge` or, in lists, `data.payment_intent`
 * @throws StripeRefusal for what cannot be expanded
 */
export function expandAnswer(store: Store, answer: object, paths: readonly string[]): Json {
  const copy = asObject(JSON.parse(JSON.stringify(answer))) ?? {};
  for (const path of paths) {
    const keys = path.split(".");
    if (keys.length > MAX_DEPTH + 1) {
      throw invalidRequest(`You cannot expand more than ${MAX_DEPTH} levels of a property.`, {
        param: "expand",
      });
    }
    expandAt(store, copy, keys, path);
  }
  return copy;
}

function expandAt(store: Store, node: Json, keys: readonly string[], path: string): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (key === "data" && node["object"] === "list" && Array.isArray(node["data"])) {
    for (const item of node["data"]) expandAt(store, asObject(item) ?? {}, rest, path);
    return;
  }
  node[key] = expanded(store, node, key, path);
  const child = asObject(node[key]);
  if (child && rest.length > 0) expandAt(store, child, rest, path);
}

function expanded(store: Store, node: Json, key: string, path: string): unknown {
  const id = String(node["id"]);
  if (node["object"] === "checkout.session" && key === "line_items") {
    return asList(`/v1/checkout/sessions/${id}/line_items`, {
      data: [...detailsOf(store, id).items],
      hasMore: false,
    });
  }
  if (node["object"] === "charge" && key === "refunds") {
    return asList(
      `/v1/charges/${id}/refunds`,
      store.list("refund", { where: { charge: id }, limit: 100 }),
    );
  }
  const value = node[key];
  const kind = KIND_OF_FIELD[key];
  if (value === null || asObject(value)) return value;
  if (kind === undefined || typeof value !== "string") {
    throw invalidRequest(`This property cannot be expanded (${path}).`, { param: "expand" });
  }
  return store.find(kind, value) ?? value;
}

function asObject(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
