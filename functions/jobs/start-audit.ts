import { SYSTEM } from "#domain/order";
import { startRun } from "#flows/integrity/run";
import { onSchedule } from "#kit/job";

/** The job of each check does the work; this only says what is to be compared. */
export const handler = onSchedule(async (now) => {
  await startRun({ trigger: "schedule", actor: SYSTEM }, now);
});
