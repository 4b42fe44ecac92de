import { join } from "node:path";
import { Duration } from "aws-cdk-lib";
import {
  type IRole,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { type ILogGroup, LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { ServerSide } from "#contracts/endpoint";
import { assetName } from "../function-files.ts";
import type { Settings } from "../settings.ts";
import { type Binding, bind, type Resources } from "./bindings.ts";

export interface ShopFunctionProps {
  readonly side: ServerSide;
  readonly resources: Resources;
  readonly settings: Settings;
  /** Beyond what the contract uses: what the trigger itself asks for. */
  readonly trigger?: Binding;
}

const DEFAULT_TIMEOUT_S = 10;
const DEFAULT_MEMORY_MB = 512;

export function timeoutOf(side: ServerSide): Duration {
  return Duration.seconds(side.timeoutSeconds ?? DEFAULT_TIMEOUT_S);
}

/**
 * The house's function: built from its contract's id, allowed what its contract uses and nothing
 * else. Its role is closed: a grant from elsewhere has no effect, so the role stays readable in
 * one place and a forgotten grant fails in the local cloud as it would on AWS.
 */
export class ShopFunction extends Function {
  readonly contractId: string;

  /** @param id the contract's id, by which the template's reader finds the function */
  constructor(scope: Construct, id: string, props: ShopFunctionProps) {
    const { side, resources, settings } = props;
    const binding = bind(id, side, resources);
    const logGroup = new LogGroup(scope, `${id}.log`, {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    super(scope, id, {
      description: side.impact,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(join(settings.dist, "functions", assetName(id))),
      memorySize: side.memoryMb ?? DEFAULT_MEMORY_MB,
      timeout: timeoutOf(side),
      tracing: Tracing.ACTIVE,
      logGroup,
      role: closedRole(scope, id, logGroup, [
        ...binding.statements,
        ...(props.trigger?.statements ?? []),
        ...(side.database ? [networkInterfaces()] : []),
      ]),
      environment: {
        ...binding.environment,
        ...props.trigger?.environment,
      },
      ...(side.database && resources.database
        ? {
            vpc: resources.database.vpc,
            vpcSubnets: resources.database.subnets,
            securityGroups: [
              resources.database.clients,
              ...(side.table ? [resources.database.tableClients] : []),
            ],
          }
        : {}),
    });
    this.contractId = id;
  }
}

function closedRole(
  scope: Construct,
  id: string,
  logGroup: ILogGroup,
  statements: readonly PolicyStatement[],
): IRole {
  const role = new Role(scope, `${id}.role`, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: {
      uses: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: [logGroup.logGroupArn],
          }),
          // X-Ray knows no resources.
          new PolicyStatement({
            actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
            resources: ["*"],
          }),
          ...statements,
        ],
      }),
    },
  });
  return role.withoutPolicyUpdates();
}

/** Lambda makes the network interface in the function's name; EC2 takes no narrower resource. */
function networkInterfaces(): PolicyStatement {
  return new PolicyStatement({
    actions: [
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ],
    resources: ["*"],
  });
}
