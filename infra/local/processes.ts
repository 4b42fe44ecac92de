import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { writeFileAtomically } from "./state.ts";

const recordSchema = z.object({ name: z.string(), pid: z.int(), startTime: z.string() });
type ProcessRecord = z.infer<typeof recordSchema>;

/** Children get this long to end by themselves; Ctrl-C promises two seconds in all. */
const GRACE_MS = 1_200;

/** Those that run now: what `killSupervised` ends. */
const running = new Set<number>();

/** A child process that no kind of end of this process leaves behind. */
export interface SupervisedProcess {
  readonly pid: number;
  /** Resolves when the process is gone, however it went. */
  readonly exited: Promise<void>;
  /** Where its output goes. */
  readonly logPath: string;
  /** Asks it to end, then makes it; resolves when it is gone, within about 1.5 seconds. */
  end(): Promise<void>;
}

export interface SupervisedSpawn {
  /** Names the log file, and the process in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Run as another user; only root can. */
  readonly uid?: number;
  readonly gid?: number;
  /** What asks it to end; SIGTERM unless told otherwise. */
  readonly endSignal?: "SIGTERM" | "SIGINT";
}

/**
 * Identifies one life of a process id: equal strings mean the same process, since ids are reused.
 * Undefined when there is no such process, or it is a zombie.
 */
export function processStartTime(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The command in parentheses may itself hold spaces and parentheses; state is field 3,
      // the start time in ticks since boot is field 22.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
      return fields[0] === "Z" ? undefined : `${boot}-${fields[19]}`;
    }
    const out = ps("stat=,lstart=", pid).trim();
    return out === "" || out.startsWith("Z") ? undefined : out.replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}

/** The command line of a process; empty when there is none, or it is a zombie. */
export function processCommand(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return ps("command=", pid);
  } catch {
    return "";
  }
}

/**
 * Ends what an earlier run recorded in `stateDir` and could not end itself, because it was killed.
 * A record whose start time does not match is some other process by now, and is left alone.
 * @returns the names of the processes that had to be ended
 */
export async function endLeftovers(stateDir: string): Promise<string[]> {
  const alive = readRecords(stateDir).filter(isAlive);
  for (const record of alive) signal(record.pid, "SIGTERM");
  await Promise.all(alive.map((record) => waitUntilGone(record)));
  rmSync(recordsDir(stateDir), { recursive: true, force: true });
  return alive.map((record) => record.name);
}

/** Starts a child that is recorded in `stateDir`, logs to `stateDir/logs`, and dies with us. */
export function spawnSupervised(stateDir: string, options: SupervisedSpawn): SupervisedProcess {
  const logPath = join(stateDir, "logs", `${options.name}.log`);
  mkdirSync(join(stateDir, "logs"), { recursive: true });
  const log = openSync(logPath, "w");
  const spawnOptions: SpawnOptions = {
    // Its own session: a terminal's Ctrl-C reaches us alone, and we end it in the right order.
    detached: true,
    stdio: ["ignore", log, log],
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  };
  const child = spawn(options.command, [...options.args], spawnOptions);
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const pid = child.pid;
  if (pid === undefined) {
    throw new Error(`${options.name} could not be started: ${options.command}`);
  }
  const record = { name: options.name, pid, startTime: processStartTime(pid) ?? "" };
  const recordPath = join(recordsDir(stateDir), `${pid}.json`);
  running.add(pid);
  writeFileAtomically(recordPath, JSON.stringify(record));
  const endSignal = options.endSignal ?? "SIGTERM";
  const watchdog = startWatchdog(pid, endSignal);
  const whenGone = exited.then(() => {
    running.delete(pid);
    watchdog?.kill("SIGKILL");
    rmSync(recordPath, { force: true });
  });
  return {
    pid,
    logPath,
    exited: whenGone,
    async end() {
      signal(pid, endSignal);
      const gone = await Promise.race([whenGone.then(() => true), sleep(GRACE_MS, false)]);
      if (!gone) signal(pid, "SIGKILL");
      await whenGone;
    },
  };
}

/** Ends every child of this process at once, without asking; for when there is no time left. */
export function killSupervised(): void {
  for (const pid of running) signal(pid, "SIGKILL");
}

/**
 * A shell that waits for the end of its standard input, which is a pipe from us, and then ends the
 * child: the pipe closes also when we are killed with SIGKILL. Costs one megabyte.
 */
function startWatchdog(pid: number, endSignal: "SIGTERM" | "SIGINT"): ChildProcess | undefined {
  if (process.platform === "win32") return undefined;
  const name = endSignal.slice("SIG".length);
  const watchdog = spawn("/bin/sh", ["-c", `read -r _; kill -${name} "$0"`, String(pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watchdog.once("error", () => undefined);
  watchdog.unref();
  return watchdog;
}

function ps(columns: string, pid: number): string {
  return execFileSync("ps", ["-o", columns, "-p", String(pid)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function recordsDir(stateDir: string): string {
  return join(stateDir, "processes");
}

function readRecords(stateDir: string): ProcessRecord[] {
  try {
    return readdirSync(recordsDir(stateDir))
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => {
        const text = readFileSync(join(recordsDir(stateDir), file), "utf8");
        return [recordSchema.parse(JSON.parse(text))];
      });
  } catch {
    return [];
  }
}

function isAlive(record: ProcessRecord): boolean {
  return record.startTime !== "" && processStartTime(record.pid) === record.startTime;
}

async function waitUntilGone(record: ProcessRecord): Promise<void> {
  for (let waited = 0; isAlive(record); waited += 20) {
    if (waited >= GRACE_MS) signal(record.pid, "SIGKILL");
    await sleep(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone.
  }
}
