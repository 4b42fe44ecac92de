import { z } from "zod";
import { ACCOUNT_ID } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { matchesWildcard } from "./wildcard.ts";

const permissionSchema = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** A service that wants to call a function, and on whose behalf. */
export interface ServiceCaller {
  readonly service: string;
  readonly sourceArn: string;
}

/** The functions' resource policies: what AWS::Lambda::Permission grants to services. */
export class FunctionPermissions {
  readonly #grants: readonly z.infer<typeof permissionSchema>[];

  constructor(graph: ResourceGraph) {
    this.#grants = graph
      .ofType("AWS::Lambda::Permission")
      .map((resource) => permissionSchema.parse(resource.properties()));
  }

  allows(functionArn: string, action: string, caller: ServiceCaller): boolean {
    return this.#grants.some(
      (grant) =>
        isSameFunction(grant.FunctionName, functionArn) &&
        matchesWildcard(grant.Action, action, true) &&
        (grant.Principal === caller.service || grant.Principal === "*") &&
        (grant.SourceAccount ?? ACCOUNT_ID) === ACCOUNT_ID &&
        (grant.SourceArn === undefined || matchesWildcard(grant.SourceArn, caller.sourceArn)),
    );
  }
}

function isSameFunction(nameOrArn: string, arn: string): boolean {
  return nameOrArn === arn || arn.endsWith(`:function:${nameOrArn}`);
}
