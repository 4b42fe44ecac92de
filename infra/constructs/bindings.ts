import { ArnFormat, Stack } from "aws-cdk-lib";
import type { IUserPoolClient, UserPool } from "aws-cdk-lib/aws-cognito";
import type { ITableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { IConfigurationSet } from "aws-cdk-lib/aws-ses";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { QueueName, ServerSide } from "#contracts/endpoint";

/** The reporting database as a function reaches it. */
export interface Database {
  readonly host: string;
  readonly port: string;
  readonly name: string;
  readonly user: string;
  /** The ARN that `rds-db:connect` is checked against. */
  readonly userArn: string;
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly clients: ISecurityGroup;
  /** Of those that read the table besides. */
  readonly tableClients: ISecurityGroup;
}

/** Everything that a contract may ask for. A stack passes what exists before it. */
export interface Resources {
  readonly table: ITableV2;
  readonly indexes: readonly string[];
  readonly pages: IBucket;
  readonly media: IBucket;
  readonly secrets: Readonly<Record<"origin" | "csrf" | "orderToken" | "stripe", ISecret>>;
  readonly userPool: UserPool;
  readonly userPoolClient: IUserPoolClient;
  readonly mailFrom: string;
  /** Known beforehand only where the shop has a domain of its own. */
  readonly storeUrl: string | undefined;
  readonly database?: Database;
  readonly queues?: Readonly<Record<QueueName, IQueue>>;
  /** By which mails are sent, so that SES tells what becomes of them. */
  readonly configurationSet?: IConfigurationSet;
}

/** What a function's role allows, and the environment by which it finds it. */
export interface Binding {
  readonly statements: readonly PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
}

const READ_TABLE = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const WRITE_TABLE = [
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:BatchWriteItem",
];
const READ_OBJECTS = ["s3:GetObject"];
const WRITE_OBJECTS = ["s3:PutObject", "s3:DeleteObject"];

const STRIPE_API_URL = "https://api.stripe.com";
/** Lambda's Node.js runtimes carry the certificate authorities of RDS in this file. */
const DATABASE_CA = "/var/runtime/ca-cert.pem";

/**
 * Turns what a contract says it uses into the smallest grants and the environment that goes with
 * them, in one place, so that neither can be had without the other.
 *
 * @throws Error where it asks for something that its stack does not have
 */
export function bind(id: string, side: ServerSide, resources: Resources): Binding {
  return merge([
    side.table ? rows(side.table, resources) : NOTHING,
    side.scansTable ? wholeTable(resources) : NOTHING,
    side.pages ? bucket("PAGES_BUCKET", side.pages, resources.pages) : NOTHING,
    side.pages === "write" ? canonicalAddress(resources) : NOTHING,
    side.media ? bucket("MEDIA_BUCKET", side.media, resources.media) : NOTHING,
    ...(side.sendsTo ?? []).map((name) => queue(name, given(id, name, resources.queues)[name])),
    ...(side.watches ?? []).map((name) => watched(name, given(id, name, resources.queues)[name])),
    ...(side.secrets ?? []).map((name) => secret(name, resources)),
    side.userPool ? userPool(side.userPool, resources) : NOTHING,
    side.database ? database(given(id, "database", resources.database)) : NOTHING,
    side.mail ? mail(resources, given(id, "mail", resources.configurationSet)) : NOTHING,
  ]);
}

/** What the handler kit needs to know who calls: the issuer of access tokens and their client. */
export function callerEnvironment(resources: Resources): Readonly<Record<string, string>> {
  return {
    USER_POOL_ISSUER: resources.userPool.userPoolProviderUrl,
    USER_POOL_CLIENT_ID: resources.userPoolClient.userPoolClientId,
  };
}

/**
 * A generated secret's text as a dynamic reference: CloudFormation puts it in at deployment, and
 * neither template nor function calls Secrets Manager for it.
 */
export function secretText(generated: ISecret): string {
  return generated.secretValue.unsafeUnwrap();
}

const NOTHING: Binding = { statements: [], environment: {} };

function merge(bindings: readonly Binding[]): Binding {
  return {
    statements: bindings.flatMap(({ statements }) => statements),
    environment: Object.assign({}, ...bindings.map(({ environment }) => environment)),
  };
}

function given<Part>(id: string, what: string, part: Part | undefined): Part {
  if (part === undefined) throw new Error(`${id} asks for ${what}, which its stack does not have.`);
  return part;
}

function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}

function rows(mode: "read" | "write", { table, indexes }: Resources): Binding {
  const actions = mode === "write" ? [...READ_TABLE, ...WRITE_TABLE] : READ_TABLE;
  return {
    statements: [
      allow(actions, [table.tableArn]),
      allow(
        ["dynamodb:Query"],
        indexes.map((index) => `${table.tableArn}/index/${index}`),
      ),
    ],
    environment: { TABLE_NAME: table.tableName },
  };
}

function wholeTable({ table }: Resources): Binding {
  return { statements: [allow(["dynamodb:Scan"], [table.tableArn])], environment: {} };
}

/**
 * Who publishes pages is called by a queue, which cannot tell the shop's address as a request does.
 * CloudFront gives out a domain of its own only after the stacks of the jobs.
 */
function canonicalAddress({ storeUrl }: Resources): Binding {
  return storeUrl === undefined
    ? NOTHING
    : { statements: [], environment: { STORE_URL: storeUrl } };
}

/** ListBucket, so that a missing key is a 404 and not a 403. */
function bucket(variable: string, mode: "read" | "write", { bucketArn, bucketName }: IBucket) {
  const actions = mode === "write" ? [...READ_OBJECTS, ...WRITE_OBJECTS] : READ_OBJECTS;
  return {
    statements: [allow(actions, [`${bucketArn}/*`]), allow(["s3:ListBucket"], [bucketArn])],
    environment: { [variable]: bucketName },
  };
}

function queue(name: QueueName, { queueArn, queueUrl }: IQueue): Binding {
  return {
    statements: [allow(["sqs:SendMessage"], [queueArn])],
    environment: { [`${name.toUpperCase()}_QUEUE_URL`]: queueUrl },
  };
}

function watched(name: QueueName, { queueArn, queueUrl }: IQueue): Binding {
  return {
    statements: [allow(["sqs:GetQueueAttributes"], [queueArn])],
    environment: { [`${name.toUpperCase()}_QUEUE_URL`]: queueUrl },
  };
}

function secret(name: "stripe" | "orderToken" | "csrf", { secrets }: Resources): Binding {
  if (name === "stripe") {
    return {
      statements: [allow(["secretsmanager:GetSecretValue"], [secrets.stripe.secretArn])],
      environment: { STRIPE_SECRET_ARN: secrets.stripe.secretArn, STRIPE_API_URL },
    };
  }
  const variable = { csrf: "CSRF_SECRET", orderToken: "ORDER_TOKEN_SECRET" }[name];
  return { statements: [], environment: { [variable]: secretText(secrets[name]) } };
}

function userPool(actions: readonly string[], resources: Resources): Binding {
  const environment = callerEnvironment(resources);
  if (actions.length === 0) return { statements: [], environment };
  const { userPoolArn, userPoolId } = resources.userPool;
  const checked = actions.map((action) => `cognito-idp:${action}`);
  return {
    statements: [allow(checked, [userPoolArn])],
    environment: { USER_POOL_ID: userPoolId, ...environment },
  };
}

function database({ host, port, name, user, userArn }: Database): Binding {
  return {
    statements: [allow(["rds-db:connect"], [userArn])],
    environment: {
      DATABASE_HOST: host,
      DATABASE_PORT: port,
      DATABASE_NAME: name,
      DATABASE_USER: user,
      DATABASE_CA,
    },
  };
}

/**
 * SES checks the verified identity, which may be the address or its domain, and the configuration set
 * besides.
 */
function mail({ table, mailFrom }: Resources, set: IConfigurationSet): Binding {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(table).formatArn({
      service: "ses",
      resource,
      resourceName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  const domain = mailFrom.slice(mailFrom.indexOf("@") + 1);
  const { configurationSetName } = set;
  const statement = allow(
    ["ses:SendEmail"],
    [
      arn("identity", mailFrom),
      arn("identity", domain),
      arn("configuration-set", configurationSetName),
    ],
  );
  statement.addCondition("StringEquals", { "ses:FromAddress": mailFrom });
  return {
    statements: [statement],
    environment: { MAIL_FROM: mailFrom, MAIL_CONFIGURATION_SET: configurationSetName },
  };
}
