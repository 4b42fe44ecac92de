import { invalidRequest } from "./errors.ts";

/** A decoded form body or query string: text at the leaves. */
type FormValue = string | FormValue[] | { [name: string]: FormValue };
export type Form = { [name: string]: FormValue };

/** Deeper than any parameter of Stripe's; keeps a crafted body from building a tower of objects. */
const MAX_DEPTH = 8;

/**
 * Decodes `application/x-www-form-urlencoded` with Stripe's brackets: `a[b]=1` is an object, `a[0]=1`
 * and `a[]=1` are arrays.
 * @throws StripeRefusal for brackets that do not fit together
 */
export function parseForm(encoded: string): Form {
  const root = emptyForm();
  let unnamed = 0;
  for (const [name, value] of new URLSearchParams(encoded)) {
    const keys = [name.split("[", 1)[0] ?? "", ...bracketsOf(name)];
    let node: Form = root;
    keys.forEach((written, depth) => {
      // `a[]` appends: any number above all others keeps its place in the order of arrival.
      const key = written === "" ? String(1_000_000 + unnamed++) : written;
      if (depth === keys.length - 1) {
        node[key] = value;
        return;
      }
      const child = (node[key] ??= emptyForm());
      if (typeof child === "string" || Array.isArray(child) || depth > MAX_DEPTH) {
        throw invalidRequest(`Invalid form encoding: ${name}.`);
      }
      node = child;
    });
  }
  return finish(root);
}

/** Without a prototype: a parameter named `__proto__` is one like any other. */
function emptyForm(): Form {
  return Object.create(null);
}

function bracketsOf(name: string): string[] {
  return [...name.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? "");
}

function finish(node: Form): Form {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, settle(value)]));
}

function settle(value: FormValue): FormValue {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => settle(item));
  }
  return finish(value);
}
