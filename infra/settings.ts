import { RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { z } from "zod";
import { DIST } from "./function-files.ts";

const arn = z.string().startsWith("arn:");

/** What `cdk.json` or `-c name=value` may set. */
const contextSchema = z
  .object({
    stage: z.enum(["dev", "staging", "production"]).default("dev"),
    /** The sender of every mail; its address or domain must be verified in SES. */
    mailFrom: z.email().default("shop@parasol.example"),
    /** Who is told when an alarm goes off. */
    alarmEmail: z.email().optional(),
    /** The shop's own domain, with a certificate in us-east-1. */
    domainName: z.string().min(4).optional(),
    certificateArn: arn.optional(),
    /** The API's own domain, with a certificate in the stacks' region: closes execute-api. */
    apiDomainName: z.string().min(4).optional(),
    apiCertificateArn: arn.optional(),
    /** Where the built functions, site and demo data lie. */
    dist: z.string().default(DIST),
  })
  .refine((one) => (one.domainName === undefined) === (one.certificateArn === undefined), {
    message: "domainName and certificateArn go together.",
  })
  .refine((one) => (one.apiDomainName === undefined) === (one.apiCertificateArn === undefined), {
    message: "apiDomainName and apiCertificateArn go together.",
  });

export interface Domain {
  readonly name: string;
  readonly certificateArn: string;
}

/** All that differs from stage to stage. */
export interface Settings {
  readonly stage: "dev" | "staging" | "production";
  readonly mailFrom: string;
  readonly alarmEmail: string | undefined;
  readonly domain: Domain | undefined;
  readonly apiDomain: Domain | undefined;
  readonly dist: string;
  /** Of everything that holds data. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether deleting a stack also empties its buckets. */
  readonly emptyBuckets: boolean;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
}

function domain(name: string | undefined, certificateArn: string | undefined): Domain | undefined {
  return name === undefined || certificateArn === undefined ? undefined : { name, certificateArn };
}

/**
 * Reads the stage and what else the context sets.
 *
 * @throws Error where a value is malformed or one of a pair is missing
 */
export function readSettings(scope: Construct): Settings {
  const given = Object.fromEntries(
    Object.keys(contextSchema.shape)
      .map((key): [string, unknown] => [key, scope.node.tryGetContext(key)])
      .filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = contextSchema.safeParse(given);
  if (!parsed.success) throw new Error(`Context: ${z.prettifyError(parsed.error)}`);
  const context = parsed.data;
  const production = context.stage === "production";
  return {
    stage: context.stage,
    mailFrom: context.mailFrom,
    alarmEmail: context.alarmEmail,
    domain: domain(context.domainName, context.certificateArn),
    apiDomain: domain(context.apiDomainName, context.apiCertificateArn),
    dist: context.dist,
    removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    emptyBuckets: context.stage === "dev",
    deletionProtection: production,
    logRetention: {
      dev: RetentionDays.ONE_WEEK,
      staging: RetentionDays.ONE_MONTH,
      production: RetentionDays.THREE_MONTHS,
    }[context.stage],
  };
}
