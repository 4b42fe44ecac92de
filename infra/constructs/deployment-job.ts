import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CustomResource } from "aws-cdk-lib";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Provider } from "aws-cdk-lib/custom-resources";
import { Construct } from "constructs";
import { assetName } from "../function-files.ts";
import type { Settings } from "../settings.ts";
import type { ShopFunction } from "./shop-function.ts";

/** A function that a deployment calls, again whenever one of the properties changes. */
export class DeploymentJob extends Construct {
  readonly resource: CustomResource;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly handler: ShopFunction;
      readonly settings: Settings;
      readonly resourceType: `Custom::${string}`;
      readonly properties: Readonly<Record<string, string>>;
    },
  ) {
    super(scope, id);
    const { handler, settings, resourceType, properties } = props;
    const provider = new Provider(this, "Provider", {
      onEventHandler: handler,
      logGroup: new LogGroup(this, "Log", {
        retention: settings.logRetention,
        removalPolicy: settings.removalPolicy,
      }),
    });
    this.resource = new CustomResource(this, "Resource", {
      resourceType,
      serviceToken: provider.serviceToken,
      properties,
    });
  }
}

/** A hash of a function's bundle: it changes exactly when what the function does might. */
export function bundleHash({ dist }: Settings, functionId: string): string {
  return createHash("sha256")
    .update(readFileSync(join(dist, "functions", assetName(functionId), "index.mjs")))
    .digest("hex");
}
