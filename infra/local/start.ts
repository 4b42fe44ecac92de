import { resolve } from "node:path";
import { closeOnSignals } from "./closing.ts";
import { lockState } from "./lock.ts";
import { type OpenParasol, openParasol } from "./open.ts";
import { outputsTable, removeOutputs, writeOutputs } from "./outputs.ts";
import { isPortFree } from "./ports.ts";
import { killSupervised } from "./processes.ts";
import { createStateDir, StartError } from "./state.ts";
import { endSynthesis, synthesize } from "./synthesize.ts";
import { watchSources } from "./watch-sources.ts";

/** `npm start`: the whole cloud on this machine, until Ctrl-C. */
const stateDir = resolve(process.env["PARASOL_STATE"] ?? ".parasol");
const root = resolve(import.meta.dirname, "..", "..");
const closers: (() => void | Promise<void>)[] = [];

const end = closeOnSignals({
  close: async () => {
    // The last thing opened is the first to be closed; nothing new begins meanwhile.
    for (const close of closers.toReversed()) await close();
  },
  abandon: () => {
    endSynthesis();
    killSupervised();
  },
});

try {
  await start();
} catch (error) {
  if (error instanceof StartError) console.error(`\n${error.message}`);
  else console.error(error);
  end(1);
}

async function start(): Promise<void> {
  const port = readPort(process.env["PORT"] ?? "4321");
  createStateDir(stateDir);
  closers.push(lockState(stateDir));
  removeOutputs(stateDir);
  if (!(await isPortFree(port))) {
    throw new StartError(
      `Port ${port} is in use by another program. Choose another: PORT=${port + 1} npm start`,
    );
  }
  closers.push(endSynthesis);
  const parasol = await openParasol({ stateDir, port, onProgress: say, onLog: sayErrors });
  closers.push(
    () => parasol.close(),
    () => removeOutputs(stateDir),
  );
  writeOutputs(stateDir, parasol.outputs);
  const onEdit = (path: string) => applyEdit(parasol, path);
  closers.push(watchSources(root, onEdit, (why) => say(`Edits need a restart here: ${why}`)));
  console.log(`\n${outputsTable(parasol.outputs)}\n`);
  console.log(`Parasol is open at ${parasol.outputs.storeUrl}`);
}

/** A broken edit is told, and the old code keeps running. */
async function applyEdit(parasol: OpenParasol, path: string): Promise<void> {
  const began = performance.now();
  try {
    await synthesize(() => undefined);
    await parasol.reload();
    say(`${path} is live (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    say(
      `${path}: ${error instanceof Error ? error.message : String(error)}\nThe old code keeps running.`,
    );
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_535) return port;
  throw new StartError(`PORT is ${text}, which is no port. Say, PORT=4322 npm start`);
}

/** All that functions print is in the logs directory; what went wrong is said here too. */
function sayErrors(functionName: string, line: string): void {
  if (functionName === "cloud" || functionName === "events" || /"level":"error"/.test(line)) {
    say(`${functionName}: ${line.slice(0, 2_000)}`);
  }
}

function say(line: string): void {
  console.log(`· ${line}`);
}
