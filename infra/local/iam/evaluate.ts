import { ACCOUNT_ID, REGION } from "../seams.ts";
import type { RequestContext } from "./conditions.ts";
import type { Statement } from "./policy.ts";
import { matchesWildcard } from "./wildcard.ts";

export type Decision = "allowed" | "denied explicitly" | "not allowed";

const everyRequest: RequestContext = {
  "aws:principalaccount": [ACCOUNT_ID],
  "aws:resourceaccount": [ACCOUNT_ID],
  "aws:requestedregion": [REGION],
  // Calls to 127.0.0.1 stand for calls over TLS.
  "aws:securetransport": ["true"],
};

/**
 * Decides as IAM does for one action on one resource: an explicit deny wins, then an allow,
 * else nothing is allowed.
 */
export function evaluate(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: RequestContext = {},
): Decision {
  const full = { ...everyRequest, ...context };
  let decision: Decision = "not allowed";
  for (const statement of statements) {
    if (!applies(statement, action, resource, full)) continue;
    if (statement.effect === "Deny") return "denied explicitly";
    decision = "allowed";
  }
  return decision;
}

function applies(
  statement: Statement,
  action: string,
  resource: string,
  context: RequestContext,
): boolean {
  const actionFits =
    statement.notActions === undefined
      ? statement.actions.some((pattern) => matchesWildcard(pattern, action, true))
      : !statement.notActions.some((pattern) => matchesWildcard(pattern, action, true));
  if (!actionFits) return false;
  const resourceFits =
    statement.notResources === undefined
      ? statement.resources.some((pattern) => matchesWildcard(pattern, resource))
      : !statement.notResources.some((pattern) => matchesWildcard(pattern, resource));
  return resourceFits && statement.conditions.every(({ holds }) => holds(context));
}
