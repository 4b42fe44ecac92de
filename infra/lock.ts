import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 100;
const HEARTBEAT_MS = 2_000;
/** Without a sign of life for this long a lock counts as left behind, whoever has its pid now. */
const STALE_MS = 30_000;

/**
 * Runs `work` while no other process runs under the same lock; two `npm start` in one clone build
 * the same files. A lock whose process was killed is taken over.
 *
 * @param directory the lock; made and removed here
 */
export async function withLock<Result>(
  directory: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(directory), { recursive: true });
  while (!(await take(directory))) {
    if (await isLeftBehind(directory)) await rm(directory, { recursive: true, force: true });
    else await sleep(POLL_MS);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(directory, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(directory, { recursive: true, force: true });
  }
}

async function take(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
  } catch {
    return false;
  }
  await writeFile(join(directory, "pid"), String(process.pid));
  return true;
}

async function isLeftBehind(directory: string): Promise<boolean> {
  const touched = await stat(directory).catch(() => undefined);
  if (touched === undefined) return false;
  if (Date.now() - touched.mtimeMs > STALE_MS) return true;
  const pid = Number(await readFile(join(directory, "pid"), "utf8").catch(() => ""));
  return pid > 0 && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it lives.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
