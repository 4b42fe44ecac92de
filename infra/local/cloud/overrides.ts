import type { Emulators } from "../seams.ts";
import type { ResourceGraph } from "../template/graph.ts";
import type { Resource } from "../template/resource.ts";

/**
 * The variables whose template value points at AWS or Stripe and that no `AWS_ENDPOINT_URL` covers:
 * all that the local cloud changes in a function's environment. A function that does not have a
 * variable does not get it.
 */
export function localOverrides(
  emulators: Emulators,
  storeUrl: string,
): Readonly<Record<string, () => string>> {
  return {
    STORE_URL: () => storeUrl,
    STRIPE_API_URL: () => emulators.stripe.url,
    DATABASE_CA: () => emulators.postgres.caPath,
  };
}

/** Variables that name the secret which holds Stripe's keys; on AWS the engineer fills it in. */
const stripeSecretVariable = "STRIPE_SECRET_ARN";

/** The secret that the functions read Stripe's keys from. */
export function stripeSecret(graph: ResourceGraph): Resource | undefined {
  for (const lambda of graph.ofType("AWS::Lambda::Function")) {
    const arn = lambda.at("Environment", "Variables", stripeSecretVariable);
    if (typeof arn === "string") return graph.find(arn, "AWS::SecretsManager::Secret");
  }
  return undefined;
}
