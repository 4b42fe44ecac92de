import { z } from "zod";
import type { Json } from "../template/json.ts";
import { Refused } from "../template/refused.ts";
import { type Condition, parseConditions } from "./conditions.ts";

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Principal: z.union([z.literal("*"), z.record(z.string(), texts)]).optional(),
  Condition: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z
          .union([z.string(), z.boolean(), z.number(), z.array(z.string())])
          .transform((value) => (Array.isArray(value) ? value : [String(value)])),
      ),
    )
    .default({}),
});

const documentSchema = z.object({
  Statement: z
    .union([statementSchema, z.array(statementSchema)])
    .transform((value) => (Array.isArray(value) ? value : [value])),
});

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources: readonly string[];
  readonly notResources?: readonly string[];
  /** Service principals of a resource policy, such as `cloudfront.amazonaws.com`. */
  readonly services: readonly string[];
  readonly conditions: readonly Condition[];
}

/**
 * Reads a policy document whose intrinsics are already evaluated.
 *
 * @param owner named in the message when the document cannot be checked here
 * @throws Refused on a malformed document or a condition that the local cloud does not know: a
 *   policy that is only half understood would allow here what AWS denies, or the reverse
 */
export function parsePolicy(document: Json, owner: string): readonly Statement[] {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) {
    throw new Refused(`The policy of ${owner} is malformed: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data.Statement.map((statement) => ({
    effect: statement.Effect,
    actions: statement.Action ?? [],
    ...(statement.NotAction !== undefined && { notActions: statement.NotAction }),
    resources: statement.Resource ?? [],
    ...(statement.NotResource !== undefined && { notResources: statement.NotResource }),
    services: typeof statement.Principal === "object" ? (statement.Principal["Service"] ?? []) : [],
    conditions: parseConditions(statement.Condition, owner),
  }));
}
