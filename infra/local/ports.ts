import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { StartError, writeFileAtomically } from "./state.ts";

const portSchema = z.int().min(1).max(65_535);

/**
 * The port that `name` had the last time in this state directory, if it is free, else a free one.
 * Addresses that people or tokens keep (psql's URL, a token's issuer) so outlive a restart.
 */
export async function keptPort(stateDir: string, name: string): Promise<number> {
  const path = join(stateDir, "ports", name);
  const kept = readPort(path);
  if (kept !== undefined && (await tryPort(kept)) !== undefined) return kept;
  const port = await freePort();
  writeFileAtomically(path, String(port));
  return port;
}

/** A port of 127.0.0.1 that nothing listens on now. */
export async function freePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new StartError("No port is free on 127.0.0.1.");
  return port;
}

/** True when nothing listens on this port of `localhost`, whichever address a browser tries. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== undefined && (await tryPort(port, "::1")) !== undefined;
}

/** Calls `probe` every few milliseconds until it returns true; throws after `timeoutMs`. */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  probe: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await probe())) {
    if (performance.now() > deadline) {
      throw new StartError(`${what} was not ready within ${timeoutMs / 1000} s.`);
    }
    await sleep(10);
  }
}

function readPort(path: string): number | undefined {
  try {
    return portSchema.safeParse(Number(readFileSync(path, "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** The port that could be had; a machine without the address has nothing in the way. */
function tryPort(port: number, host = "127.0.0.1"): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT" ? port : undefined);
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
