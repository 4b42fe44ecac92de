import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "./state.ts";

/** Somebody who can sign in at once. */
export interface DemoAccount {
  readonly email: string;
  readonly password: string;
}

/** Where everything is, for people and for those who script it; no trailing slashes. */
export interface Outputs {
  readonly storeUrl: string;
  readonly adminUrl: string;
  readonly apiUrl: string;
  readonly inboxUrl: string;
  readonly postgresUrl: string;
  readonly stripeUrl: string;
  readonly demoAdmin: DemoAccount;
  readonly demoShopper: DemoAccount;
}

/** Writes `outputs.json`, which stands there for as long as the shop is open. */
export function writeOutputs(stateDir: string, outputs: Outputs): void {
  writeFileAtomically(outputsPath(stateDir), `${JSON.stringify(outputs, null, 2)}\n`);
}

/** Removes `outputs.json`; one that a kill -9 has left tells of a shop that is closed. */
export function removeOutputs(stateDir: string): void {
  rmSync(outputsPath(stateDir), { force: true });
}

/** The table that `npm start` prints. */
export function outputsTable(outputs: Outputs): string {
  const { demoAdmin, demoShopper } = outputs;
  const isDouble = !outputs.stripeUrl.startsWith("https://");
  const rows: [string, string][] = [
    ["Shop", outputs.storeUrl],
    ["Console", outputs.adminUrl],
    ["Inbox", outputs.inboxUrl],
    ["SQL", `psql "${outputs.postgresUrl}"`],
    ["Payment", isDouble ? `${outputs.stripeUrl} (a double of Stripe)` : "Stripe, by your key"],
    ["Cards", "4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined"],
    ["", "4000 0025 0000 3155 asks for authentication"],
    ["Admin", `${demoAdmin.email}  ${demoAdmin.password}`],
    ["Shopper", `${demoShopper.email}  ${demoShopper.password}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}

function outputsPath(stateDir: string): string {
  return join(stateDir, "outputs.json");
}
