import { setTimeout as sleep } from "node:timers/promises";
import { repairFinding as contract } from "#contracts/integrity";
import { repairFinding } from "#flows/integrity/repair";
import { readReport } from "#flows/integrity/report";
import { serve } from "#kit/endpoint";
import { staffOf } from "./staff.ts";

export const handler = serve(contract, async ({ params, actor, now }) => {
  const request = { runId: params.id, findingId: params.findingId, actor: staffOf(actor) };
  const clock = { now: () => new Date(), pause: (ms: number) => sleep(ms) };
  return await readReport(await repairFinding(request, clock), now);
});
