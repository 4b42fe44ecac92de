import { setTimeout as sleep } from "node:timers/promises";
import { integrityMessage } from "#contracts/messages";
import type { Looking } from "#flows/integrity/look";
import { lookAtReporting, mendRows } from "#flows/integrity/reporting";
import { runCheck } from "#flows/integrity/run";
import { onMessage } from "#kit/job";
import { withDatabase } from "#reporting/connection";

/**
 * Compares the reporting database with the table, and writes rows anew that differ. It runs inside
 * the database's network and reaches, besides, the table alone.
 */
export const handler = onMessage(integrityMessage, async ({ message }, _now, remainingMs) => {
  const { projecting } = message;
  const looking: Looking = {
    now: () => new Date(),
    pause: (ms) => sleep(ms),
    remainingMs,
  };
  const auditor = {
    // A connection each: between the two nothing may be left open that a repair would wait for.
    look: () => withDatabase((client) => lookAtReporting({ client, projecting }, looking)),
    mend: async (drifts: Parameters<typeof mendRows>[1]) =>
      drifts.length === 0 ? [] : await withDatabase((client) => mendRows(client, drifts)),
  };
  await runCheck(message, auditor, looking);
});
