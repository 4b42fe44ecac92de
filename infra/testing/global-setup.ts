import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { TestCloud } from "./test-cloud.ts";

declare module "vitest" {
  interface ProvidedContext {
    shopControl: string;
  }
}

/**
 * One local cloud for the whole run, opened when the first test asks for it: unit tests alone do
 * not pay for it. Test files run in processes of their own and reach it through this control port.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-test-"));
  let opening: Promise<TestCloud> | undefined;
  const open = (): Promise<TestCloud> => {
    opening ??= import("./test-cloud.ts").then((module) => module.openTestCloud(stateDir));
    return opening;
  };

  async function answer(request: IncomingMessage): Promise<unknown> {
    const cloud = await open();
    if (request.url === "/idle") await cloud.idle();
    const job = /^\/run\/([\w.]+)$/.exec(request.url ?? "")?.[1];
    if (job !== undefined) return { failure: (await cloud.run(job)) ?? null };
    return cloud.addresses;
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => {
        response.statusCode = 500;
        response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No control port.");
  project.provide("shopControl", `http://127.0.0.1:${address.port}`);

  return async () => {
    server.closeAllConnections();
    server.close();
    if (opening !== undefined) await (await opening.catch(() => undefined))?.close();
    await rm(stateDir, { recursive: true, force: true });
  };
}
