import type { ServiceName } from "../iam/calls/call.ts";
import type { Emulators } from "../seams.ts";

/** Where the proxy sends a service's calls on to; some it answers itself. */
export function emulatorUrl(emulators: Emulators, service: ServiceName): string {
  switch (service) {
    case "cognito-idp":
      return emulators.cognito.url;
    case "dynamodb":
    case "s3":
    case "ses":
    case "sqs":
      return emulators[service].url;
    case "cloudfront":
    case "lambda":
    case "secretsmanager":
      throw new Error(`The proxy answers ${service} itself`);
    default:
      return service satisfies never;
  }
}
