import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockHolder, lockState } from "./lock.ts";
import { endLeftovers, processStartTime, spawnSupervised } from "./processes.ts";

const stateDir = mkdtempSync(join(tmpdir(), "parasol-processes-"));
const stubborn = ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"];

beforeAll(() => mkdirSync(stateDir, { recursive: true }));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const isAlive = (pid: number) => processStartTime(pid) !== undefined;

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(10);
}

/** Starts a node process that supervises a sleeper, and tells the sleeper's id. */
async function startParent(): Promise<{ parent: number; child: number }> {
  const source = `
    import { spawnSupervised } from ${JSON.stringify(join(import.meta.dirname, "processes.ts"))};
    const args = ${JSON.stringify(["600"])};
    const child = spawnSupervised(${JSON.stringify(stateDir)}, { name: "sleeper", command: "sleep", args });
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const path = join(stateDir, "parent.ts");
  writeFileSync(path, source);
  const parent = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
  const child = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (data) => resolve(Number(data)));
  });
  return { parent: parent.pid ?? 0, child };
}

describe("a supervised process", () => {
  it("ends when asked, and by force when it does not listen", async () => {
    const command = process.execPath;
    const child = spawnSupervised(stateDir, { name: "stubborn", command, args: stubborn });
    await sleep(200);
    await child.end();
    expect(isAlive(child.pid)).toBe(false);
    expect(readdirSync(join(stateDir, "processes"))).toEqual([]);
  });

  it("ends when its parent is killed", async () => {
    const { parent, child } = await startParent();
    expect(isAlive(child)).toBe(true);
    process.kill(parent, "SIGKILL");
    await untilGone(child);
    await endLeftovers(stateDir);
  });

  it("says so when it cannot be started", () => {
    const nothing = { name: "nothing", command: "/nonexistent", args: [] };
    expect(() => spawnSupervised(stateDir, nothing)).toThrow("nothing could not be started");
  });
});

describe("what a killed run has left", () => {
  const record = (pid: number, startTime: string) => {
    mkdirSync(join(stateDir, "processes"), { recursive: true });
    const text = JSON.stringify({ name: "sleeper", pid, startTime });
    writeFileSync(join(stateDir, "processes", `${pid}.json`), text);
  };

  it("is ended by the next start", async () => {
    const sleeper = spawn("sleep", ["600"]);
    const pid = sleeper.pid ?? 0;
    record(pid, processStartTime(pid) ?? "");
    expect(await endLeftovers(stateDir)).toEqual(["sleeper"]);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(stateDir, "processes"))).toBe(false);
  });

  it("is left alone when its number belongs to another process by now", async () => {
    const stranger = spawn("sleep", ["600"]);
    const pid = stranger.pid ?? 0;
    record(pid, "another time");
    expect(await endLeftovers(stateDir)).toEqual([]);
    expect(isAlive(pid)).toBe(true);
    stranger.kill("SIGKILL");
  });
});

describe("the lock of a state directory", () => {
  it("belongs to whoever lives", async () => {
    const release = lockState(stateDir);
    expect(lockHolder(stateDir)).toBe(process.pid);
    release();
    expect(lockHolder(stateDir)).toBeUndefined();
  });

  it("is free again after its holder was killed", () => {
    writeFileSync(join(stateDir, "lock.json"), '{"pid":1,"startTime":"another time"}');
    expect(lockHolder(stateDir)).toBeUndefined();
  });

  it("refuses a second one, with the way out", async () => {
    const other = spawn("sleep", ["600"]);
    const pid = other.pid ?? 0;
    const startTime = processStartTime(pid);
    writeFileSync(join(stateDir, "lock.json"), JSON.stringify({ pid, startTime }));
    expect(() => lockState(stateDir)).toThrow("PARASOL_STATE=");
    other.kill("SIGKILL");
  });
});
