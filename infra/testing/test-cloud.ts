import { openParasol } from "../local/open.ts";
import { freePort } from "../local/ports.ts";
import type { Addresses } from "./addresses.ts";

export interface TestCloud {
  readonly addresses: Addresses;
  /** Runs a job now, such as `jobs.sweepOutbox`. Gives what it threw, if it did. */
  run(job: string): Promise<string | undefined>;
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** The shop as `npm start` opens it, with state and ports of its own, demo goods published. */
export async function openTestCloud(stateDir: string): Promise<TestCloud> {
  const parasol = await openParasol({ stateDir, port: await freePort(), onLog: sayTrouble });
  await parasol.idle();
  return {
    addresses: parasol.outputs,
    async run(job) {
      const { payload, functionError } = await parasol.cloud.invoke(job, {});
      return functionError === undefined ? undefined : JSON.stringify(payload);
    },
    idle: () => parasol.idle(),
    close: () => parasol.close(),
  };
}

/**
 * A test sees of a missing grant, or of a message that no queue takes, only a 500 or a minute of
 * silence. This names the function, the call and the role, and what the event sources gave up.
 */
function sayTrouble(functionName: string, line: string): void {
  const denied = /"message":"(User: [^"]+ is not authorized to perform: [^"]+)"/.exec(line)?.[1];
  if (denied !== undefined) console.error(`AccessDenied in ${functionName}: ${denied}`);
  else if (functionName === "events" || line.includes('"level":"error"')) {
    console.error(`${functionName}: ${line}`);
  }
}
