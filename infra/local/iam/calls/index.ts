import type { Need, NeedsOf, SdkCall, ServiceName } from "./call.ts";
import { cognitoNeeds } from "./cognito.ts";
import { dynamodbNeeds } from "./dynamodb.ts";
import { cloudfrontNeeds, lambdaNeeds, secretsNeeds, sesNeeds } from "./rest.ts";
import { s3Needs } from "./s3.ts";
import { sqsNeeds } from "./sqs.ts";

/** Where each service's calls are mapped to the permissions they take. */
const services: Readonly<Record<ServiceName, NeedsOf>> = {
  cloudfront: cloudfrontNeeds,
  "cognito-idp": cognitoNeeds,
  dynamodb: dynamodbNeeds,
  lambda: lambdaNeeds,
  s3: s3Needs,
  secretsmanager: secretsNeeds,
  ses: sesNeeds,
  sqs: sqsNeeds,
};

/** The permissions a call takes: none for an unauthenticated call, undefined when unmapped. */
export function needsOf(call: SdkCall): readonly Need[] | undefined {
  return services[call.service](call.operation, call.input);
}

export function isService(name: string): name is ServiceName {
  return Object.hasOwn(services, name);
}
