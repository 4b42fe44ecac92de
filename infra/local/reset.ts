import { existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { removePostgresData } from "./emulators/postgres-cluster.ts";
import { lockHolder } from "./lock.ts";
import { endLeftovers } from "./processes.ts";
import { isStateDir } from "./state.ts";

/** `npm run reset`: forgets orders, accounts, mails and all other state of the local cloud. */
const stateDir = resolve(process.env["PARASOL_STATE"] ?? ".parasol");
const holder = lockHolder(stateDir);
if (holder !== undefined) {
  console.error(`Parasol is open (process ${holder}): stop it first, then reset.`);
  process.exitCode = 1;
} else if (!existsSync(stateDir)) {
  console.log(`There is nothing at ${stateDir}.`);
} else if (!isStateDir(stateDir)) {
  console.error(`${stateDir} is no state directory of Parasol's: it is left as it is.`);
  process.exitCode = 1;
} else {
  await endLeftovers(stateDir);
  removePostgresData(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
  console.log(`Removed ${stateDir}: the next start begins anew.`);
}
