import { getIntegrityRun } from "#contracts/integrity";
import * as Runs from "#data/integrity-run";
import { readReport } from "#flows/integrity/report";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

export const handler = serve(getIntegrityRun, async ({ params, now }) => {
  const run = await Runs.get(params.id);
  if (run === undefined) throw new Problem("RUN_NOT_FOUND", "There is no such run.");
  return await readReport(run, now);
});
