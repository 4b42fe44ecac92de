import type { JsonObject } from "../../template/json.ts";
import type { RequestContext } from "../conditions.ts";

export type ServiceName =
  | "cloudfront"
  | "cognito-idp"
  | "dynamodb"
  | "lambda"
  | "s3"
  | "secretsmanager"
  | "ses"
  | "sqs";

/** One SDK call as it came over the wire. */
export interface SdkCall {
  readonly service: ServiceName;
  /** As the SDK names it, such as `TransactWriteItems`. */
  readonly operation: string;
  /** The request's members; for S3, `Bucket`, `Key` and what else matters to the check. */
  readonly input: JsonObject;
}

/** One permission that a call takes. */
export interface Need {
  readonly action: string;
  /** ARNs of which one must be allowed; nearly always a single one. */
  readonly resources: readonly string[];
  readonly context?: RequestContext;
}

/** Maps one service's operations; undefined for an operation that is not mapped. */
export type NeedsOf = (operation: string, input: JsonObject) => readonly Need[] | undefined;

export function need(action: string, resource: string, context?: RequestContext): Need {
  return { action, resources: [resource], ...(context !== undefined && { context }) };
}
