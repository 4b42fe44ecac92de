import { ACCOUNT_ID } from "../seams.ts";
import type { SdkCall } from "./calls/call.ts";
import { needsOf } from "./calls/index.ts";
import { evaluate } from "./evaluate.ts";
import type { Role } from "./roles.ts";

/** Who calls: a function in its role. */
export interface Caller {
  readonly functionName: string;
  readonly role: Role;
}

export interface Denial {
  readonly action: string;
  readonly resource: string;
  /** In AWS's wording. */
  readonly message: string;
}

/**
 * Checks one call against the caller's role.
 *
 * @returns what is missing; undefined when everything the call takes is allowed
 */
export function authorize(caller: Caller, call: SdkCall): Denial | undefined {
  const needs = needsOf(call);
  if (needs === undefined) {
    const action = `${call.service}:${call.operation}`;
    const reason = "because the local cloud does not map this call to a permission";
    return denial(caller, action, "*", reason);
  }
  for (const { action, resources, context } of needs) {
    const decisions = resources.map((resource) =>
      evaluate(caller.role.statements, action, resource, context),
    );
    const resource = resources.at(-1) ?? "*";
    if (decisions.includes("denied explicitly")) {
      return denial(caller, action, resource, "with an explicit deny in an identity-based policy");
    }
    if (!decisions.includes("allowed")) {
      const reason = `because no identity-based policy allows the ${action} action`;
      return denial(caller, action, resource, reason);
    }
  }
  return undefined;
}

function denial(caller: Caller, action: string, resource: string, reason: string): Denial {
  const user = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${caller.role.name}/${caller.functionName}`;
  return {
    action,
    resource,
    message: `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
  };
}
