import { z } from "zod";
import { invalidRequest } from "./errors.ts";

/** Schemas for parameters as forms carry them, where everything is text. */
export const text = z.string().max(5_000);

export const integer = z.string().transform((value, context) => {
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  context.addIssue({
    code: "custom",
    message: `Invalid integer: ${value}`,
    params: { code: "parameter_invalid_integer" },
  });
  return z.NEVER;
});

export const flag = z.string().transform((value, context) => {
  if (value === "true" || value === "false") return value === "true";
  context.addIssue({ code: "custom", message: `Invalid boolean: ${value}` });
  return z.NEVER;
});

/** One of some words, refused in Stripe's sentence. */
export function oneOf<const Word extends string>(name: string, words: readonly Word[]) {
  return z.string().transform((value, context): Word => {
    const word = words.find((candidate) => candidate === value);
    if (word) return word;
    context.addIssue({ code: "custom", message: `Invalid ${name}: must be ${listWords(words)}` });
    return z.NEVER;
  });
}

/** At most 50 pairs, keys to 40 and values to 500 characters; an empty value removes a key. */
export const metadata = z
  .union([z.literal(""), z.record(z.string().max(40), z.string().max(500))])
  .transform((value) =>
    value === "" ? {} : Object.fromEntries(Object.entries(value).filter(([, item]) => item !== "")),
  )
  .refine((value) => Object.keys(value).length <= 50, "Metadata can have up to 50 keys.");

export const expand = z.array(z.string()).optional();

const moment = z.union([
  integer,
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);

/** What every list takes. */
export const listShape = {
  limit: integer.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: moment.optional(),
  expand,
};

export type Created = z.infer<typeof moment>;

/**
 * Reads parameters by a schema.
 * @throws StripeRefusal in Stripe's words, with the parameter in bracket notation
 */
export function readParameters<Schema extends z.ZodType>(
  schema: Schema,
  form: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(form);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (!issue) throw invalidRequest("Invalid request.");
  const at = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const param = bracketed([...at, issue.keys[0] ?? ""]);
    throw invalidRequest(`Received unknown parameter: ${param}`, {
      code: "parameter_unknown",
      param,
    });
  }
  const param = bracketed(at);
  if (valueAt(form, at) === undefined) {
    throw invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
  const code = issue.code === "custom" ? issue.params?.["code"] : undefined;
  throw invalidRequest(issue.code === "custom" ? issue.message : `Invalid ${param}`, {
    param,
    ...(typeof code === "string" ? { code } : {}),
  });
}

function bracketed([first = "", ...rest]: readonly string[]): string {
  return `${first}${rest.map((key) => `[${key}]`).join("")}`;
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined),
    root,
  );
}

function listWords(words: readonly string[]): string {
  if (words.length === 1) return words[0] ?? "";
  return `one of ${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`;
}
