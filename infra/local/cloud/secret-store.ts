import { randomInt } from "node:crypto";
import { z } from "zod";
import type { Resource } from "../template/resource.ts";
import type { KeptState } from "./kept-state.ts";

const generateSchema = z.object({
  PasswordLength: z.coerce.number().default(32),
  ExcludeCharacters: z.string().default(""),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});

/** The values of the templates' secrets: generated ones are drawn once and kept. */
export class SecretStore {
  readonly #state: KeptState;

  constructor(state: KeptState) {
    this.#state = state;
  }

  value(secret: Resource): string {
    const given = secret.property("SecretString");
    if (typeof given === "string") return given;
    const kept = this.#state.get(secret.key);
    if (kept !== undefined) return kept;
    const generated = generate(secret.property("GenerateSecretString") ?? {});
    this.#state.set(secret.key, generated);
    return generated;
  }
}

function generate(options: unknown): string {
  const parsed = generateSchema.parse(options);
  const alphabet = [
    parsed.ExcludeLowercase ? "" : "abcdefghijklmnopqrstuvwxyz",
    parsed.ExcludeUppercase ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    parsed.ExcludeNumbers ? "" : "0123456789",
    parsed.ExcludePunctuation ? "" : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    parsed.IncludeSpace ? " " : "",
  ].join("");
  const usable = alphabet.split("").filter((letter) => !parsed.ExcludeCharacters.includes(letter));
  const password = Array.from(
    { length: parsed.PasswordLength },
    () => usable[randomInt(usable.length)] ?? "",
  ).join("");
  const { SecretStringTemplate: template, GenerateStringKey: key } = parsed;
  if (template === undefined || key === undefined) return password;
  return JSON.stringify({ ...JSON.parse(template), [key]: password });
}
