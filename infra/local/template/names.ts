import { createHash } from "node:crypto";

/** `length` lower-case letters and digits derived from `text`. */
export function shortHash(text: string, length: number): string {
  const digest = createHash("sha256").update(text).digest();
  return BigInt(`0x${digest.toString("hex")}`)
    .toString(36)
    .slice(0, length);
}

/**
 * The physical name of a resource without one: the same in every run, unlike CloudFormation's.
 * Where it would be longer than the service allows, its end gives way to a hash.
 */
export function boundedName(stack: string, logicalId: string, maximum: number): string {
  const name = `${stack}-${logicalId}`;
  return name.length <= maximum ? name : `${name.slice(0, maximum - 9)}-${shortHash(name, 8)}`;
}
