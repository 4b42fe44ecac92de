import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud } from "../local/cloud.ts";
import { openParasol } from "../local/open.ts";
import { freePort } from "../local/ports.ts";
import { type Shop, shopAt } from "./shop.ts";

/** A shop that a test has for itself, with what lies behind it: for sabotage and for faults. */
export interface OwnShop extends Shop {
  readonly cloud: Cloud;
  close(): Promise<void>;
}

/**
 * Opens a whole shop in this process, and points `#data/*` of the test at its table, past every
 * function and permission.
 * @param onLog a line that a function printed
 */
export async function openOwnShop(
  onLog?: (functionName: string, line: string) => void,
): Promise<OwnShop> {
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-own-"));
  const parasol = await openParasol({
    stateDir,
    port: await freePort(),
    ...(onLog ? { onLog } : {}),
  });
  const { cloud, outputs } = parasol;
  await parasol.idle();
  Object.assign(process.env, {
    TABLE_NAME: cloud.physicalId("AWS::DynamoDB::GlobalTable"),
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_DYNAMODB: cloud.emulators.dynamodb.url,
  });
  return {
    ...shopAt(outputs, () => parasol.idle()),
    cloud,
    async close() {
      await parasol.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
