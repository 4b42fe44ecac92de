import { ACCOUNT_ID, REGION } from "../../seams.ts";
import { isList, isObject, type Json, type JsonObject } from "../../template/json.ts";
import { type NeedsOf, need } from "./call.ts";

/** SES API v2. */
export const sesNeeds: NeedsOf = (operation, input) => {
  if (operation !== "SendEmail") return undefined;
  const from = addressOf(String(input["FromEmailAddress"] ?? ""));
  const destination = input["Destination"];
  const context = {
    "ses:fromaddress": [from],
    "ses:recipients": isObject(destination) ? recipients(destination) : [],
  };
  const content = input["Content"];
  const raw = isObject(content) && content["Raw"] !== undefined;
  const set = input["ConfigurationSetName"];
  return [
    {
      action: raw ? "ses:SendRawEmail" : "ses:SendEmail",
      // Either the address or its domain is the verified identity.
      resources: [sesArn(`identity/${from}`), sesArn(`identity/${from.split("@").at(-1) ?? ""}`)],
      context,
    },
    ...(typeof set === "string"
      ? [need("ses:SendEmail", sesArn(`configuration-set/${set}`), context)]
      : []),
  ];
};

/** The bare address of `Parasol <shop@example.com>`. */
function addressOf(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}

function recipients(destination: JsonObject): readonly string[] {
  return Object.values(destination).flatMap((list) => (isList(list) ? list.map(String) : []));
}

function sesArn(resource: string): string {
  return `arn:aws:ses:${REGION}:${ACCOUNT_ID}:${resource}`;
}

/** Secrets; `input.Arn` is what the proxy found for `SecretId`. */
export const secretsNeeds: NeedsOf = (operation, input) =>
  operation === "GetSecretValue" || operation === "DescribeSecret"
    ? [need(`secretsmanager:${operation}`, text(input["Arn"] ?? input["SecretId"]))]
    : undefined;

export const cloudfrontNeeds: NeedsOf = (operation, input) =>
  operation === "CreateInvalidation" || operation === "GetInvalidation"
    ? [
        need(
          `cloudfront:${operation}`,
          `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${text(input["DistributionId"])}`,
        ),
      ]
    : undefined;

export const lambdaNeeds: NeedsOf = (operation, input) =>
  operation === "Invoke"
    ? [need("lambda:InvokeFunction", functionArn(text(input["FunctionName"])))]
    : undefined;

function functionArn(name: string): string {
  return name.startsWith("arn:") ? name : `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
