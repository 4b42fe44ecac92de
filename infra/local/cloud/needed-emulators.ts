import type { EmulatorName, EmulatorOptions } from "../seams.ts";
import type { Assembly } from "../template/assembly.ts";

/** What in a template's text shows that an emulator is needed. */
const signs: Readonly<Record<EmulatorName, RegExp>> = {
  dynamodb: /"AWS::DynamoDB::/,
  sqs: /"AWS::SQS::/,
  s3: /"AWS::S3::/,
  cognito: /"AWS::Cognito::/,
  ses: /"AWS::SES::|"ses:/,
  postgres: /"AWS::RDS::/,
  stripe: /"STRIPE_API_URL"/,
};

const names: readonly EmulatorName[] = [
  "dynamodb",
  "sqs",
  "s3",
  "cognito",
  "ses",
  "postgres",
  "stripe",
];

/** The emulators that these templates need, and how the database is to be named. */
export function neededEmulators(assembly: Assembly): Pick<EmulatorOptions, "only" | "postgres"> {
  const templates = assembly.stacks.map(({ template }) => template);
  const text = JSON.stringify(templates);
  const cluster = templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .find(({ Type }) => Type === "AWS::RDS::DBCluster")?.Properties;
  const { DatabaseName: database, MasterUsername: masterUser } = cluster ?? {};
  const isNamed = typeof database === "string" && typeof masterUser === "string";
  return {
    only: names.filter((name) => signs[name].test(text)),
    ...(isNamed && { postgres: { database, masterUser } }),
  };
}
