import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ServerSide } from "#contracts/endpoint";
import { endpoints, serverSides } from "#contracts/index";
import { type Job, jobs } from "#contracts/jobs";
import { type Resource, synthesize } from "./stacks/fixture.ts";

const { ofType, at, text } = synthesize();

const listed = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policies = z.array(
  z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({
          Effect: z.string(),
          Action: listed,
          Resource: z.unknown(),
          Condition: z.unknown().optional(),
        }),
      ),
    }),
  }),
);

/** Each grant of a role as one line: action, resource, condition. */
function granted(role: Resource): string[] {
  const parsed = policies.parse(role.Properties["Policies"]);
  return parsed
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap((statement) => {
      expect(statement.Effect).toBe("Allow");
      const resources = Array.isArray(statement.Resource)
        ? statement.Resource
        : [statement.Resource];
      const condition = statement.Condition ? ` if ${JSON.stringify(statement.Condition)}` : "";
      return statement.Action.flatMap((action) =>
        resources.map((one) => `${action} ${text(one, role.stack)}${condition}`),
      );
    })
    .sort();
}

const TABLE = "${data/Table.Arn}";
const QUEUE_OF = (name: string) => `\${jobs/${name}.Arn}`;
const every = (service: string, actions: string, resource: string) =>
  actions.split(" ").map((action) => `${service}:${action} ${resource}`);

/** The other road to the same grants: written from the handbook, not from the constructs. */
function expected(id: string, stack: string, side: ServerSide, trigger?: Job["trigger"]): string[] {
  const grants = [
    ...every("logs", "CreateLogStream PutLogEvents", `\${${stack}/${id}.log.Arn}`),
    ...every("xray", "PutTraceSegments PutTelemetryRecords", "*"),
  ];
  if (side.table) {
    grants.push(...every("dynamodb", "GetItem BatchGetItem Query", TABLE));
    grants.push(`dynamodb:Query ${TABLE}/index/GSI1`, `dynamodb:Query ${TABLE}/index/GSI2`);
  }
  if (side.table === "write") {
    const writes = "PutItem UpdateItem DeleteItem ConditionCheckItem BatchWriteItem";
    grants.push(...every("dynamodb", writes, TABLE));
  }
  if (side.scansTable) grants.push(`dynamodb:Scan ${TABLE}`);
  for (const queue of side.sendsTo ?? []) grants.push(`sqs:SendMessage ${QUEUE_OF(queue)}`);
  for (const queue of side.watches ?? []) {
    grants.push(`sqs:GetQueueAttributes ${QUEUE_OF(queue)}`);
  }
  for (const [mode, bucket] of [
    [side.pages, "${data/Pages.Arn}"],
    [side.media, "${data/Media.Arn}"],
  ]) {
    if (mode) grants.push(`s3:GetObject ${bucket}/*`, `s3:ListBucket ${bucket}`);
    if (mode === "write") grants.push(...every("s3", "PutObject DeleteObject", `${bucket}/*`));
  }
  if (side.secrets?.includes("stripe")) {
    grants.push("secretsmanager:GetSecretValue ${data/StripeSecret}");
  }
  for (const action of side.userPool ?? []) {
    grants.push(`cognito-idp:${action} \${identity/People.Arn}`);
  }
  if (side.database) {
    const user =
      "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:" +
      "${reporting/Cluster.DBClusterResourceId}/parasol";
    const interfaces =
      "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DescribeSubnets " +
      "AssignPrivateIpAddresses UnassignPrivateIpAddresses";
    grants.push(`rds-db:connect ${user}`, ...every("ec2", interfaces, "*"));
  }
  if (side.mail) {
    const ses = "ses:SendEmail arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:";
    const from = ' if {"StringEquals":{"ses:FromAddress":"shop@parasol.example"}}';
    grants.push(
      `${ses}configuration-set/\${jobs/MailEvents/Set}${from}`,
      `${ses}identity/shop@parasol.example${from}`,
      `${ses}identity/parasol.example${from}`,
    );
  }
  if (trigger?.kind === "queue") {
    const actions = "ReceiveMessage DeleteMessage ChangeMessageVisibility GetQueueAttributes";
    grants.push(...every("sqs", actions, QUEUE_OF(trigger.queue)));
  }
  if (trigger?.kind === "stream") {
    const actions = "DescribeStream GetRecords GetShardIterator";
    grants.push(...every("dynamodb", actions, "${data/Table.StreamArn}"));
    grants.push("dynamodb:ListStreams *", `sqs:SendMessage ${QUEUE_OF(`${id}.dead`)}`);
  }
  return grants.sort();
}

const STACK_OF = {
  queue: "jobs",
  stream: "jobs",
  schedule: "jobs",
  manual: "jobs",
  pages: "site",
};
const allJobs: [string, Job][] = Object.entries(jobs);
const cases: [string, string, ServerSide, Job["trigger"] | undefined][] = [
  ...endpoints.map((one): (typeof cases)[number] => [
    one.id,
    "api",
    serverSides[one.id],
    undefined,
  ]),
  ...allJobs.map(([id, job]): (typeof cases)[number] => [
    id,
    job.trigger.kind === "deployment" ? job.trigger.of : STACK_OF[job.trigger.kind],
    job,
    job.trigger,
  ]),
];

describe("A function's role", () => {
  it.each(cases)(
    "%s may do what its contract uses, and nothing else",
    (id, stack, side, trigger) => {
      const role = at(`${stack}/${id}.role`);

      expect(granted(role)).toEqual(expected(id, stack, side, trigger));
      expect(at(`${stack}/${id}`).Properties["Role"]).toEqual({
        "Fn::GetAtt": [expect.any(String), "Arn"],
      });
      expect(text(at(`${stack}/${id}`).Properties["Role"], stack)).toBe(
        `\${${stack}/${id}.role.Arn}`,
      );
    },
  );

  it("is not widened by a policy from elsewhere", () => {
    const ours = new Set(cases.map(([id, stack]) => `\${${stack}/${id}.role}`));
    const attached = ofType("AWS::IAM::Policy").flatMap(({ Properties, stack }) =>
      z
        .array(z.unknown())
        .parse(Properties["Roles"])
        .map((role) => text(role, stack)),
    );

    expect(attached.length).toBeGreaterThan(0);
    expect(attached.filter((role) => ours.has(role))).toEqual([]);
    for (const [id, stack] of cases) {
      expect(at(`${stack}/${id}.role`).Properties["ManagedPolicyArns"]).toBeUndefined();
    }
  });
});
