import { createIntegrityRun } from "#contracts/integrity";
import { reportOf } from "#flows/integrity/report";
import { startRun } from "#flows/integrity/run";
import { serve } from "#kit/endpoint";
import { staffOf } from "./staff.ts";

export const handler = serve(createIntegrityRun, async ({ actor, now }) => {
  const run = await startRun({ trigger: "person", actor: staffOf(actor) }, now);
  return reportOf(run, [], now);
});
