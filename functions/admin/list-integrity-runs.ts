import { listIntegrityRuns } from "#contracts/integrity";
import * as Runs from "#data/integrity-run";
import { summaryOf } from "#flows/integrity/report";
import { serve } from "#kit/endpoint";

export const handler = serve(listIntegrityRuns, async ({ query: { page, limit }, now }) => {
  const { runs, total } = await Runs.list((page - 1) * limit, limit);
  return { data: runs.map((run) => summaryOf(run, now)), meta: { page, limit, total } };
});
