import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";

/** A finding of cdk-nag's AwsSolutions rules that we live with. */
interface Accepted {
  readonly rule: RegExp;
  /** Construct paths. */
  readonly where: RegExp;
  readonly reason: string;
}

/** All that we live with, and why. One that no longer applies fails the check as well. */
const accepted: readonly Accepted[] = [
  {
    rule: /^S1$/,
    where: /-data\/(Pages|Media)\//,
    reason: "Both buckets are read through CloudFront; access logs would cost more than the shop.",
  },
  {
    rule: /^SMG4$/,
    where: /-data\/\w+Secret\//,
    reason: "Rotating the keys of signatures signs everybody's links and forms out; by hand then.",
  },
  {
    rule: /^COG1$/,
    where: /-identity\/People\//,
    reason: "Length without rules of composition, as NIST SP 800-63B asks.",
  },
  {
    rule: /^COG2$/,
    where: /-identity\/People\//,
    reason: "Shoppers are not forced into a second factor.",
  },
  {
    rule: /^COG8$/,
    where: /-identity\/People\//,
    reason: "Threat protection needs the Plus plan, at $0.02 a user.",
  },
  {
    rule: /^VPC7$/,
    where: /-reporting\/Network\//,
    reason: "Isolated subnets with one database and three functions: no traffic to watch.",
  },
  {
    rule: /^RDS10$/,
    where: /-dev-reporting\/Cluster$/,
    reason: "Development stages can be thrown away; production is protected.",
  },
  {
    rule: /^IAM5\[Resource::\*\]$/,
    where: /\.role\/Resource$/,
    reason:
      "X-Ray, ListStreams and the network interfaces of functions in the VPC take no resource.",
  },
  {
    rule: /^IAM5\[Resource::Parasol-dev-data:.*(Pages|Media).*\/\*\]$/,
    where: /\/(system\.openapi|jobs\.(publishPages|republishPages|seedCatalogue))\.role\/Resource$/,
    reason: "Any object of the one bucket that the contract names.",
  },
  {
    rule: /^IAM4\[.*AWSLambdaBasicExecutionRole\]$/,
    where:
      /((Migrations|PublishedPages\/Provider)\/framework-onEvent|Custom::CDKBucketDeployment\w+)\/ServiceRole\//,
    reason: "Functions of the CDK, which run at deployment only.",
  },
  {
    rule: /^IAM5\[Resource::<\w+\.Arn>:\*\]$/,
    where:
      /((Migrations|PublishedPages\/Provider)\/framework-onEvent\/ServiceRole|SchedulerRoleForTarget-\w+)\//,
    reason: "Every version of the one function that is called.",
  },
  {
    rule: /^IAM5\[(Action::s3:|Resource::arn:<AWS::Partition>:s3:::cdk-|Resource::Parasol-dev-data:)/,
    where: /Custom::CDKBucketDeployment\w+\/ServiceRole\/DefaultPolicy\//,
    reason: "The CDK's upload from its own bucket into ours, at deployment only.",
  },
  {
    rule: /^L1$/,
    where: /Custom::CDKBucketDeployment|(Migrations|PublishedPages\/Provider)\/framework-onEvent/,
    reason: "The runtime is the CDK's choice.",
  },
  {
    rule: /^SQS3$/,
    where: /-jobs\/jobs\.relayChanges\.dead\//,
    reason: "It is a dead-letter queue itself, of a stream.",
  },
  {
    rule: /^APIG4$/,
    where: /-api\/[\w.]+\/Route\//,
    reason:
      "The handler kit checks permission, by cookie or bearer: an authorizer reads no cookie.",
  },
  { rule: /^CFR1$/, where: /-site\/Distribution\//, reason: "The shop sells everywhere." },
  {
    rule: /^CFR2$/,
    where: /-site\/Distribution\//,
    reason: "WAF costs more a month at rest than all the rest; routes are throttled.",
  },
  {
    rule: /^CFR3$/,
    where: /-site\/Distribution\//,
    reason: "The shop keeps no addresses of its visitors.",
  },
  {
    rule: /^CFR4$/,
    where: /-site\/Distribution\//,
    reason: "CloudFront's own domain offers no choice; a domain of one's own asks for TLS 1.2.",
  },
];

/**
 * Checks a synthesized app against cdk-nag's AwsSolutions rules.
 *
 * @returns what is not accepted as `rule path`, and the reasons that accept nothing
 */
export function inspect(app: IConstruct): { findings: string[]; stale: string[] } {
  const { violations } = new AwsSolutionsChecks().validateScope(app);
  const found = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = "" }) => ({
      rule: ruleName.replace(/^AwsSolutions-/, ""),
      path: constructPath,
    })),
  );
  const accepts = ({ rule, where }: Accepted, one: { rule: string; path: string }) =>
    rule.test(one.rule) && where.test(one.path);
  return {
    findings: found
      .filter((one) => !accepted.some((entry) => accepts(entry, one)))
      .map(({ rule, path }) => `${rule} ${path}`),
    stale: accepted
      .filter((entry) => !found.some((one) => accepts(entry, one)))
      .map(({ reason }) => reason),
  };
}
