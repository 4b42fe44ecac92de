import type { DistributionSpec, OriginSpec } from "../edge/distribution-spec.ts";
import { bucketOrigin, functionUrlOrigin, type Origin } from "../edge/origins.ts";
import type { Gateway } from "../gateway.ts";
import type { FunctionPermissions } from "../iam/function-permissions.ts";
import { parsePolicy, type Statement } from "../iam/policy.ts";
import type { InvocationResult } from "../seams.ts";
import { functionUrlHost } from "../template/emulated/compute.ts";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";

export interface OriginOptions {
  readonly graph: ResourceGraph;
  readonly gateways: readonly Gateway[];
  readonly permissions: FunctionPermissions;
  readonly s3Url: () => string;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
}

/**
 * Finds what stands behind each origin of a distribution, by its domain name.
 *
 * @throws Refused when an origin is none of the app's own: nothing leaves this machine
 */
export function resolveOrigins(
  distribution: DistributionSpec,
  options: OriginOptions,
): ReadonlyMap<string, Origin> {
  return new Map(
    [...distribution.origins].map(([id, spec]) => {
      const origin =
        apiOrigin(spec, options) ??
        urlOrigin(spec, distribution, options) ??
        s3Origin(spec, distribution, options);
      if (origin === undefined) {
        throw new Refused(
          `The origin ${spec.domainName} is no bucket, API or function URL of ours.`,
        );
      }
      return [id, origin];
    }),
  );
}

function apiOrigin({ domainName }: OriginSpec, { gateways }: OriginOptions): Origin | undefined {
  const gateway = gateways.find((candidate) => candidate.spec.hosts.includes(domainName));
  return gateway === undefined ? undefined : (request) => gateway.handle(request);
}

function urlOrigin(
  { domainName, signed }: OriginSpec,
  distribution: DistributionSpec,
  { graph, permissions, invoke }: OriginOptions,
): Origin | undefined {
  const url = graph
    .ofType("AWS::Lambda::Url")
    .find((candidate) => functionUrlHost(candidate) === domainName);
  if (url === undefined) return undefined;
  if (url.property("InvokeMode") === "RESPONSE_STREAM") {
    throw new Refused(`${url.cdkPath} streams its responses, which is not known here.`);
  }
  const target = String(url.property("TargetFunctionArn"));
  const lambda = graph.find(target, "AWS::Lambda::Function");
  if (lambda === undefined) throw new Refused(`${url.cdkPath} calls an unknown function.`);
  const functionArn = graph.attribute(lambda, "Arn");
  const caller = { service: "cloudfront.amazonaws.com", sourceArn: distribution.arn };
  return functionUrlOrigin({
    functionArn,
    urlId: url.shortId,
    domainName,
    iamAuthenticated: url.property("AuthType") !== "NONE",
    permitted:
      signed &&
      permissions.allows(functionArn, "lambda:InvokeFunctionUrl", caller) &&
      permissions.allows(functionArn, "lambda:InvokeFunction", caller),
    invoke,
  });
}

function s3Origin(
  { domainName, signed }: OriginSpec,
  distribution: DistributionSpec,
  { graph, s3Url }: OriginOptions,
): Origin | undefined {
  const bucket = graph
    .ofType("AWS::S3::Bucket")
    .find((candidate) =>
      ["RegionalDomainName", "DomainName"].some(
        (attribute) => graph.attribute(candidate, attribute) === domainName,
      ),
    );
  if (bucket === undefined) return undefined;
  return bucketOrigin({
    s3Url: s3Url(),
    bucket: graph.ref(bucket),
    policy: bucketPolicy(graph, bucket),
    distributionArn: distribution.arn,
    signed,
  });
}

function bucketPolicy(graph: ResourceGraph, bucket: Resource): readonly Statement[] {
  return graph
    .ofType("AWS::S3::BucketPolicy")
    .filter((policy) => policy.property("Bucket") === graph.ref(bucket))
    .flatMap((policy) => parsePolicy(policy.property("PolicyDocument"), policy.cdkPath));
}
