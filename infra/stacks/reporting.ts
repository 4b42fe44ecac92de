import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArnFormat, CustomResource, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import {
  GatewayVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import { AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import {
  AuroraPostgresEngineVersion,
  CfnDBCluster,
  CfnDBClusterParameterGroup,
  CfnDBInstance,
  CfnDBSubnetGroup,
} from "aws-cdk-lib/aws-rds";
import { Provider } from "aws-cdk-lib/custom-resources";
import type { Construct, IDependable } from "constructs";
import { jobs } from "#contracts/jobs";
import type { Database, Resources } from "../constructs/bindings.ts";
import { ShopFunction } from "../constructs/shop-function.ts";
import { assetName } from "../function-files.ts";
import type { Settings } from "../settings.ts";

export interface ReportingStackProps extends StackProps {
  readonly settings: Settings;
  readonly resources: Resources;
}

const PORT = 5432;
const DATABASE = "parasol";
/** Every connection signs in by IAM; no password exists. */
const USER = "parasol";
const MIGRATION = "jobs.migrateReporting";
/** Sleeps after this long without a connection, and then costs its storage alone. */
const PAUSE_AFTER_S = 300;
const MAX_ACU = 2;
const BACKUP_DAYS = 7;

/** The analyst's database: Aurora that sleeps at 0 ACU, in a network without a way out. */
export class ReportingStack extends Stack {
  readonly database: Database;

  constructor(scope: Construct, id: string, props: ReportingStackProps) {
    const { settings, resources, ...stackProps } = props;
    super(scope, id, stackProps);

    // Vpc declares optional members as `T | undefined` where IVpc has `?: T`: the same at run time.
    const vpc = new Vpc(this, "Network", {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: "reporting", subnetType: SubnetType.PRIVATE_ISOLATED }],
    }) as IVpc;
    const clients = new SecurityGroup(this, "Clients", {
      vpc,
      description: "Functions that work with the reporting database",
      allowAllOutbound: false,
    });
    const server = new SecurityGroup(this, "Server", {
      vpc,
      description: "The reporting database",
      allowAllOutbound: false,
    });
    server.addIngressRule(clients, Port.tcp(PORT), "From functions");
    clients.addEgressRule(server, Port.tcp(PORT), "To the database");

    const tableClients = this.#wayToTable(vpc, resources);

    const { cluster, instance } = this.#cluster(vpc, server, settings);
    this.database = {
      host: cluster.attrEndpointAddress,
      port: cluster.attrEndpointPort,
      name: DATABASE,
      user: USER,
      userArn: this.formatArn({
        service: "rds-db",
        resource: "dbuser",
        resourceName: `${cluster.attrDbClusterResourceId}/${USER}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      vpc,
      subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      clients,
      tableClients,
    };
    const bound = { ...resources, database: this.database };
    this.#migrations(settings, bound, [instance, clients, server]);
  }

  /**
   * The auditor compares rows with items, so it needs both. A gateway endpoint costs nothing, leads
   * to DynamoDB alone and here to one table; any address on 443 means that route, since there is
   * no other.
   */
  #wayToTable(vpc: IVpc, { table }: Resources): SecurityGroup {
    vpc.addGatewayEndpoint("Table", { service: GatewayVpcEndpointAwsService.DYNAMODB }).addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ["dynamodb:*"],
        resources: [table.tableArn, `${table.tableArn}/index/*`],
      }),
    );
    const group = new SecurityGroup(this, "TableClients", {
      vpc,
      description: "Functions that read the table beside the reporting database",
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "To the table by the gateway endpoint");
    return group;
  }

  #cluster(vpc: IVpc, server: SecurityGroup, settings: Settings) {
    const version = AuroraPostgresEngineVersion.VER_18_4;
    const subnets = new CfnDBSubnetGroup(this, "Subnets", {
      dbSubnetGroupDescription: "Isolated subnets of the reporting database",
      subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
    });
    const parameters = new CfnDBClusterParameterGroup(this, "Parameters", {
      description: "TLS only",
      family: `aurora-postgresql${version.auroraPostgresMajorVersion}`,
      parameters: { "rds.force_ssl": "1" },
    });
    // Not the L2: it makes a master password in Secrets Manager, which isolated subnets cannot
    // reach. Here the master user too signs in by IAM.
    const cluster = new CfnDBCluster(this, "Cluster", {
      engine: "aurora-postgresql",
      engineVersion: version.auroraPostgresFullVersion,
      databaseName: DATABASE,
      port: PORT,
      masterUsername: USER,
      masterUserAuthenticationType: "iam-db-auth",
      enableIamDatabaseAuthentication: true,
      enableHttpEndpoint: true,
      serverlessV2ScalingConfiguration: {
        minCapacity: 0,
        maxCapacity: MAX_ACU,
        secondsUntilAutoPause: PAUSE_AFTER_S,
      },
      dbSubnetGroupName: subnets.ref,
      dbClusterParameterGroupName: parameters.ref,
      vpcSecurityGroupIds: [server.securityGroupId],
      storageEncrypted: true,
      backupRetentionPeriod: BACKUP_DAYS,
      copyTagsToSnapshot: true,
      deletionProtection: settings.deletionProtection,
    });
    cluster.applyRemovalPolicy(
      settings.removalPolicy === RemovalPolicy.RETAIN
        ? RemovalPolicy.SNAPSHOT
        : settings.removalPolicy,
    );
    const instance = new CfnDBInstance(this, "Writer", {
      dbClusterIdentifier: cluster.ref,
      dbInstanceClass: "db.serverless",
      engine: "aurora-postgresql",
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
    });
    return { cluster, instance };
  }

  /** Brings the schema up to date whenever the code that knows it changes. */
  #migrations(settings: Settings, resources: Resources, before: readonly IDependable[]): void {
    const migrate = new ShopFunction(this, MIGRATION, {
      side: jobs[MIGRATION],
      resources,
      settings,
    });
    const provider = new Provider(this, "Migrations", {
      onEventHandler: migrate,
      logGroup: new LogGroup(this, "MigrationsLog", {
        retention: settings.logRetention,
        removalPolicy: settings.removalPolicy,
      }),
    });
    const schema = new CustomResource(this, "Schema", {
      resourceType: "Custom::ReportingSchema",
      serviceToken: provider.serviceToken,
      properties: { Code: contentHash(join(settings.dist, "functions", assetName(MIGRATION))) },
    });
    // Signing in needs the server up, and both security groups with their rules.
    schema.node.addDependency(...before);
  }
}

/** The migrations are bundled into their function: its content changes exactly when they might. */
function contentHash(directory: string): string {
  return createHash("sha256")
    .update(readFileSync(join(directory, "index.mjs")))
    .digest("hex");
}
