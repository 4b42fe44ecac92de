import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FunctionSpec } from "./function-spec.ts";
import { Functions } from "./functions.ts";

let directory: string;
let functions: Functions;
let lines: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "parasol-runtime-"));
  lines = [];
  functions = new Functions({
    proxyUrl: "http://127.0.0.1:9",
    logDirectory: join(directory, "logs"),
    onLog: (_, line) => lines.push(line),
  });
});

afterEach(async () => {
  await functions.close();
  rmSync(directory, { recursive: true });
});

/** A function whose handler has this body; `event` and `context` are in reach. */
function define(body: string, overrides: Partial<FunctionSpec> = {}): FunctionSpec {
  const code = mkdtempSync(join(directory, "code-"));
  writeFileSync(
    join(code, "index.mjs"),
    `let count = 0;\nexport const handler = async (event, context) => { ${body} };\n`,
  );
  const spec: FunctionSpec = {
    name: "shop",
    arn: "arn:aws:lambda:eu-central-1:000000000000:function:shop",
    cdkPath: "Shop-api/cart.setItem/Resource",
    codeDirectory: code,
    handler: "index.handler",
    timeoutSeconds: 10,
    memoryMb: 128,
    environment: { TABLE_NAME: "Shop" },
    role: { arn: "", name: "role", statements: [] },
    concurrency: 4,
    ...overrides,
  };
  functions.replace(spec);
  return spec;
}

describe("a function", () => {
  it("is found by name, ARN, version's ARN and the end of its construct path", async () => {
    const { arn } = define("return event;");
    for (const id of ["shop", arn, `${arn}:1`, "cart.setItem"]) {
      expect(await functions.invoke(id, { a: 1 })).toEqual({ payload: { a: 1 } });
    }
    await expect(functions.invoke("nothing", {})).rejects.toThrow("no function nothing");
  });

  it("sees the template's environment and nothing of this process's", async () => {
    define("return { ...process.env };");
    const { payload } = await functions.invoke("shop", {});
    expect(payload).toMatchObject({
      TABLE_NAME: "Shop",
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_LAMBDA_FUNCTION_NAME: "shop",
    });
    expect(payload).not.toHaveProperty("PATH");
  });

  it("gets Lambda's context", async () => {
    define("return { ...context, left: context.getRemainingTimeInMillis() };");
    const { payload } = await functions.invoke("shop", {});
    expect(payload).toMatchObject({
      functionName: "shop",
      memoryLimitInMB: "128",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      left: expect.any(Number),
    });
  });

  it("keeps its state from event to event, one event at a time", async () => {
    define("count += 1; await null; return count;", { concurrency: 1 });
    const results = await Promise.all([1, 2, 3].map(() => functions.invoke("shop", {})));
    expect(results.map(({ payload }) => payload)).toEqual([1, 2, 3]);
  });

  it("runs on more workers while events overlap", async () => {
    define("count += 1; await new Promise((r) => setTimeout(r, 50)); return count;");
    const results = await Promise.all([1, 2, 3, 4].map(() => functions.invoke("shop", {})));
    expect(results.map(({ payload }) => payload)).toEqual([1, 1, 1, 1]);
  });

  it("writes what it prints to its own file", async () => {
    define("console.log('hello'); console.error('trouble'); return null;");
    await functions.invoke("shop", {});
    await expect.poll(() => lines).toEqual(expect.arrayContaining(["hello", "trouble"]));
    await expect
      .poll(() => readFileSync(join(directory, "logs", "shop.log"), "utf8"))
      .toContain("trouble");
  });
});

describe("a failure", () => {
  it("that is thrown is reported with its type", async () => {
    define("throw new TypeError('bad');");
    expect(await functions.invoke("shop", {})).toMatchObject({
      functionError: "Unhandled",
      payload: { errorType: "TypeError", errorMessage: "bad" },
    });
  });

  it("by timeout ends the worker, and the next event finds a new one", async () => {
    define("if (event.hang) await new Promise(() => setInterval(() => {}, 1e3)); return ++count;", {
      timeoutSeconds: 0.3,
    });
    expect(await functions.invoke("shop", {})).toEqual({ payload: 1 });
    expect(await functions.invoke("shop", { hang: true })).toMatchObject({
      functionError: "Unhandled",
      payload: { errorMessage: expect.stringMatching(/Task timed out after 0\.30 seconds$/) },
    });
    expect(await functions.invoke("shop", {})).toEqual({ payload: 1 });
  });

  it("by a busy loop is ended by the timeout too", async () => {
    define("for (;;) {}", { timeoutSeconds: 0.2 });
    expect(await functions.invoke("shop", {})).toMatchObject({ functionError: "Unhandled" });
  });

  it("outside the handler is reported as the event's", async () => {
    define("setTimeout(() => { throw new RangeError('later'); }); await new Promise(() => {});");
    expect(await functions.invoke("shop", {})).toMatchObject({
      payload: { errorType: "RangeError", errorMessage: expect.stringContaining("later") },
    });
  });

  it("by exit is Runtime.ExitError", async () => {
    define("process.exit(3);");
    expect(await functions.invoke("shop", {})).toMatchObject({
      payload: {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringContaining("exit status 3"),
      },
    });
  });

  it("to load is reported, each time", async () => {
    const spec = define("return 1;");
    writeFileSync(join(spec.codeDirectory, "index.mjs"), "throw new Error('no start');");
    for (let time = 0; time < 2; time += 1) {
      expect(await functions.invoke("shop", {})).toMatchObject({
        functionError: "Unhandled",
        payload: { errorMessage: "no start" },
      });
    }
  });

  it("is a result larger than Lambda lets through", async () => {
    define("return 'x'.repeat(7 * 1024 * 1024);");
    expect(await functions.invoke("shop", {})).toMatchObject({
      payload: { errorType: "Function.ResponseSizeTooLarge" },
    });
  });
});

describe("a changed function", () => {
  it("runs new code at the next event, while the old finishes its own", async () => {
    define("await new Promise((r) => setTimeout(r, 100)); return 'old';");
    const running = functions.invoke("shop", {});
    define("return 'new';");
    expect(await functions.invoke("shop", {})).toEqual({ payload: "new" });
    expect(await running).toEqual({ payload: "old" });
  });

  it("keeps its workers when only its role has changed", async () => {
    const spec = define("return ++count;");
    await functions.invoke("shop", {});
    functions.replace({ ...spec, role: { ...spec.role, name: "other" } });
    expect(await functions.invoke("shop", {})).toEqual({ payload: 2 });
  });

  it("that is gone can no longer be called", async () => {
    define("return 1;");
    await functions.replaceAll([]);
    await expect(functions.invoke("shop", {})).rejects.toThrow("no function");
  });
});
