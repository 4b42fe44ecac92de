import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { SdkCall } from "../iam/calls/call.ts";
import type { InvocationResult } from "../seams.ts";
import { isList } from "../template/json.ts";
import { sendError } from "./errors.ts";

export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly value: () => string;
}

/** What the proxy answers without an emulator. */
export interface OwnServices {
  /** A secret by ARN or name. */
  readonly secret: (id: string) => StoredSecret | undefined;
  readonly invoke: (
    functionName: string,
    event: unknown,
    wait: boolean,
  ) => Promise<InvocationResult>;
  readonly invalidate: (distributionId: string, paths: readonly string[]) => void;
}

/** Answers Secrets Manager, CloudFront and Lambda calls; IAM has allowed them already. */
export async function answerOwnService(
  call: SdkCall,
  body: Buffer,
  invocationType: string | undefined,
  services: OwnServices,
  response: ServerResponse,
): Promise<void> {
  if (call.service === "secretsmanager") answerSecret(call, services, response);
  else if (call.service === "cloudfront") answerInvalidation(call, services, response);
  else await answerInvoke(call, body, invocationType, services, response);
}

function answerSecret(call: SdkCall, services: OwnServices, response: ServerResponse): void {
  const secret = services.secret(String(call.input["SecretId"]));
  if (secret === undefined || call.operation !== "GetSecretValue") {
    sendError(response, call.service, {
      code: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret.",
    });
    return;
  }
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(
    JSON.stringify({
      ARN: secret.arn,
      Name: secret.name,
      SecretString: secret.value(),
      VersionId: "00000000-0000-0000-0000-000000000000",
      VersionStages: ["AWSCURRENT"],
      CreatedDate: 0,
    }),
  );
}

function answerInvalidation(call: SdkCall, services: OwnServices, response: ServerResponse): void {
  const distribution = String(call.input["DistributionId"]);
  const paths = call.input["Paths"];
  services.invalidate(distribution, isList(paths) ? paths.map(String) : []);
  const id = `I${randomUUID().replaceAll("-", "").slice(0, 13).toUpperCase()}`;
  response
    .writeHead(201, { "content-type": "text/xml", location: `/2020-05-31/invalidation/${id}` })
    .end(
      `<Invalidation><Id>${id}</Id><Status>Completed</Status>` +
        `<CreateTime>${new Date().toISOString()}</CreateTime></Invalidation>`,
    );
}

async function answerInvoke(
  call: SdkCall,
  body: Buffer,
  invocationType: string | undefined,
  services: OwnServices,
  response: ServerResponse,
): Promise<void> {
  const name = String(call.input["FunctionName"]);
  const wait = invocationType !== "Event";
  const event: unknown = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
  const { payload, functionError } = await services.invoke(name, event, wait);
  response.writeHead(wait ? 200 : 202, {
    "content-type": "application/json",
    "x-amz-executed-version": "$LATEST",
    ...(functionError !== undefined && { "x-amz-function-error": functionError }),
  });
  response.end(wait ? JSON.stringify(payload ?? null) : "");
}
