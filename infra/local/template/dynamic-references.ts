import { z } from "zod";
import { Refused } from "./refused.ts";

const secretReference = /^secretsmanager:(arn:(?:[^:]*:){5}[^:]*|[^:]+)(?::([^:]*))?(?::([^:]*))?/;
const secretObject = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/**
 * Replaces `{{resolve:secretsmanager:<arn or name>:SecretString:<json key>:…}}` by the secret's
 * value, as CloudFormation does at deployment.
 *
 * @param secretString the value of a secret by ARN or name; undefined when there is none
 * @throws Refused on another service's reference, an unknown secret, or a missing key
 */
export function resolveDynamicReferences(
  text: string,
  secretString: (id: string) => string | undefined,
): string {
  return text.replace(/\{\{resolve:([^}]+)\}\}/g, (_, reference: string) => {
    const [, id, , jsonKey] = secretReference.exec(reference) ?? [];
    if (id === undefined) throw new Refused(`The reference {{resolve:${reference}}} is not known.`);
    const value = secretString(id);
    if (value === undefined) throw new Refused(`No template defines the secret ${id}.`);
    if (jsonKey === undefined || jsonKey === "") return value;
    const member = secretObject.parse(JSON.parse(value))[jsonKey];
    if (member === undefined) throw new Refused(`The secret ${id} has no key ${jsonKey}.`);
    return String(member);
  });
}
