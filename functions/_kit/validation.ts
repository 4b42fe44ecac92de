import type { z } from "zod";
import { type FieldProblem, Problem } from "#values/error-codes";

/** What is said of a field that the contract does not have. */
export const UNKNOWN_FIELD = "Unknown field.";

/** Parses one part of a request; what is wrong becomes one detail for each field. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap(toDetails);
  const first = details[0];
  throw new Problem(
    "VALIDATION_ERROR",
    first ? `${first.field}: ${first.message}` : "The request is not valid.",
    { details },
  );
}

function toDetails(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: [...path, key].join("."),
      message: UNKNOWN_FIELD,
    }));
  }
  return [{ field: path.join(".") || "body", message: issue.message }];
}
