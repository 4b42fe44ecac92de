import { CfnOutput, SecretValue, Stack, type StackProps } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  StreamViewType,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import { type ISecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type { Settings } from "../settings.ts";

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** Long enough for HMAC-SHA-256 keys: 40 characters of 62 are 238 bits. */
const SECRET_LENGTH = 40;

/**
 * What the shop keeps: the table, the buckets, the secrets. They are given out as interfaces; the
 * assertions say what tsc cannot see: the classes declare optional members as `T | undefined`,
 * the interfaces as `?: T`.
 */
export class DataStack extends Stack {
  readonly table: ITableV2;
  readonly indexes: readonly string[] = ["GSI1", "GSI2"];
  readonly pages: IBucket;
  readonly media: IBucket;
  readonly secrets: Readonly<Record<"origin" | "csrf" | "orderToken" | "stripe", ISecret>>;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const { removalPolicy, deletionProtection } = settings;
    const key = (name: string) => ({ name, type: AttributeType.STRING });

    this.table = new TableV2(this, "Table", {
      partitionKey: key("PK"),
      sortKey: key("SK"),
      globalSecondaryIndexes: [
        { indexName: "GSI1", partitionKey: key("GSI1PK"), sortKey: key("GSI1SK") },
        {
          indexName: "GSI2",
          partitionKey: key("GSI2PK"),
          sortKey: key("GSI2SK"),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: "ttl",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection,
      removalPolicy,
    }) as ITableV2;

    this.pages = this.#bucket("Pages", settings);
    this.media = this.#bucket("Media", settings);

    const generated = (name: string) =>
      new Secret(this, name, {
        generateSecretString: { passwordLength: SECRET_LENGTH, excludePunctuation: true },
        removalPolicy,
      }) as ISecret;
    this.secrets = {
      origin: generated("OriginSecret"),
      csrf: generated("CsrfSecret"),
      orderToken: generated("OrderTokenSecret"),
      stripe: new Secret(this, "StripeSecret", {
        description: "Stripe's secret key and the signing secret of the webhook endpoint",
        // Set by the engineer after the first deployment; CloudFormation leaves it alone then.
        secretObjectValue: {
          secretKey: SecretValue.unsafePlainText(""),
          webhookSecret: SecretValue.unsafePlainText(""),
        },
        removalPolicy,
      }) as ISecret,
    };
    new CfnOutput(this, "StripeSecretArn", {
      description: "Put Stripe's keys here after the first deployment",
      value: this.secrets.stripe.secretArn,
    });
  }

  #bucket(id: string, { removalPolicy, emptyBuckets }: Settings): IBucket {
    const bucket = new Bucket(this, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy,
      autoDeleteObjects: emptyBuckets,
    });
    // The distribution stands in a later stack: naming it here would be a cycle, so the policy
    // names every distribution of this account. ListBucket makes a missing key a 404.
    const readers = {
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal("cloudfront.amazonaws.com")],
      conditions: {
        ArnLike: {
          "AWS:SourceArn": `arn:${this.partition}:cloudfront::${this.account}:distribution/*`,
        },
      },
    };
    bucket.addToResourcePolicy(
      new PolicyStatement({
        ...readers,
        actions: ["s3:GetObject"],
        resources: [bucket.arnForObjects("*")],
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        ...readers,
        actions: ["s3:ListBucket"],
        resources: [bucket.bucketArn],
      }),
    );
    return bucket as IBucket;
  }
}
