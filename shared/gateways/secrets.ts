import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { z } from "zod";

/** A rotated secret is noticed within this time. */
const KEEP_MS = 5 * 60_000;
/** `fresh` asks again no more often than this: a flood of bad signatures must not become a bill. */
const FRESH_MS = 15_000;

interface Kept {
  readonly at: number;
  readonly value: Promise<string>;
}

const client = new SecretsManagerClient({ maxAttempts: 3 });
const kept = new Map<string, Kept>();

/**
 * The JSON secret behind `arn`, checked against `schema`, from memory for five minutes.
 * With `fresh` the copy in memory may be 15 seconds old at most.
 * Throws where the secret cannot be read or does not fit.
 */
export async function readSecret<Schema extends z.ZodType>(
  arn: string,
  schema: Schema,
  options: { fresh?: boolean } = {},
): Promise<z.output<Schema>> {
  const now = Date.now();
  const limit = options.fresh ? FRESH_MS : KEEP_MS;
  let current = kept.get(arn);
  if (current === undefined || now - current.at > limit) {
    current = { at: now, value: load(arn) };
    kept.set(arn, current);
  }
  return schema.parse(JSON.parse(await current.value));
}

async function load(arn: string): Promise<string> {
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (answer.SecretString === undefined) throw new Error("The secret holds no text.");
    return answer.SecretString;
  } catch (error) {
    kept.delete(arn);
    throw error;
  }
}
