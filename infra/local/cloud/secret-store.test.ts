import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { graphOf, stack } from "../template/graph-fixture.ts";
import type { JsonObject } from "../template/json.ts";
import { KeptState } from "./kept-state.ts";
import { SecretStore } from "./secret-store.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "parasol-secrets-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** The value of a secret with these properties, read by a cloud that starts now. */
function valueOf(Properties: JsonObject): string {
  const store = new SecretStore(new KeptState(join(directory, "secrets.json")));
  const graph = graphOf(
    stack("Data", { Resources: { Key: { Type: "AWS::SecretsManager::Secret", Properties } } }),
  );
  return graph.resources.map((resource) => store.value(resource)).join();
}

it("draws a secret once and keeps it over restarts", () => {
  const properties = { GenerateSecretString: { PasswordLength: 40, ExcludePunctuation: true } };
  const value = valueOf(properties);
  expect(value).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(valueOf(properties)).toBe(value);
});

it("leaves out the characters a template excludes", () => {
  const GenerateSecretString = {
    PasswordLength: 200,
    ExcludeUppercase: true,
    ExcludeNumbers: true,
    ExcludePunctuation: true,
    ExcludeCharacters: "abc",
  };
  expect(valueOf({ GenerateSecretString })).toMatch(/^[d-z]{200}$/);
});

it("puts a generated password under its key in the template", () => {
  const GenerateSecretString = {
    SecretStringTemplate: '{"user":"shop"}',
    GenerateStringKey: "password",
  };
  expect(JSON.parse(valueOf({ GenerateSecretString }))).toEqual({
    user: "shop",
    password: expect.stringMatching(/^.{32}$/s),
  });
});

it("takes a value that the template gives", () => {
  expect(valueOf({ SecretString: "plain" })).toBe("plain");
});
