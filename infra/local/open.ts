import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Cloud, openCloud } from "./cloud.ts";
import { createDemoAccounts, demoAdmin, demoShopper } from "./demo-accounts.ts";
import type { Outputs } from "./outputs.ts";
import { StartError, writeFileAtomically } from "./state.ts";
import { synthesize } from "./synthesize.ts";

/** The job that fills an empty shop, by its construct path. */
const SEED_JOB = /\/jobs[./]seedCatalogue(\/Resource)?$/;

const loadedSchema = z.object({ products: z.number() });

/** An open shop: its cloud runs, its shelves are full, and two people can sign in. */
export interface OpenParasol {
  readonly outputs: Outputs;
  readonly cloud: Cloud;
  /** Takes over newly synthesized templates and code. */
  reload(): Promise<void>;
  /** Resolves when no function runs, all queues are empty and all streams are read to their ends. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Absolute. */
  readonly stateDir: string;
  /** Of the shop; every other port is chosen freely. */
  readonly port: number;
  readonly onProgress?: (line: string) => void;
  /** A line that a function printed. */
  readonly onLog?: (functionName: string, line: string) => void;
}

/**
 * Synthesizes the app where that is out of date, opens the local cloud on it, and at the first
 * start loads the demo goods.
 * @throws StartError for what the person at the terminal can mend
 */
export async function openParasol(options: OpenOptions): Promise<OpenParasol> {
  const { stateDir, port, onProgress = () => undefined, onLog } = options;
  const assembly = await synthesize(onProgress);
  const cloud = await openCloud({
    assembly,
    stateDir,
    port,
    onProgress,
    ...(onLog ? { onLog } : {}),
  });
  const { storeUrl, emulators } = cloud;
  try {
    const userPoolId = cloud.physicalId("AWS::Cognito::UserPool");
    await createDemoAccounts(emulators.cognito.url, userPoolId);
    await loadDemoGoods(cloud, stateDir, onProgress);
  } catch (error) {
    await cloud.close();
    throw error;
  }
  return {
    cloud,
    reload: async () => void (await cloud.reload()),
    idle: () => cloud.idle(),
    close: () => cloud.close(),
    outputs: {
      storeUrl,
      adminUrl: `${storeUrl}/admin`,
      apiUrl: `${storeUrl}/api/v1`,
      inboxUrl: emulators.ses.inboxUrl,
      postgresUrl: emulators.postgres.url,
      stripeUrl: emulators.stripe.url,
      demoAdmin,
      demoShopper,
    },
  };
}

/**
 * Runs the app's own seeding job, unless it has run to its end before: it is safe to run again, so
 * a start that was killed on the way is made good by the next.
 */
async function loadDemoGoods(
  cloud: Cloud,
  stateDir: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const marker = join(stateDir, "seeded.json");
  const seed = cloud.functions.find(({ cdkPath }) => SEED_JOB.test(cdkPath));
  if (existsSync(marker) || seed === undefined) return;
  onProgress("Loading the demo goods …");
  const began = performance.now();
  const { payload, functionError } = await cloud.invoke(seed.arn, {});
  const loaded = loadedSchema.safeParse(payload);
  if (functionError !== undefined || !loaded.success) {
    throw new StartError(`The demo goods could not be loaded: ${JSON.stringify(payload)}`);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  onProgress(`Demo goods: ${loaded.data.products} products (${seconds} s)`);
  writeFileAtomically(marker, JSON.stringify(loaded.data));
}
