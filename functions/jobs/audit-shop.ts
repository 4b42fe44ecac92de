import { setTimeout as sleep } from "node:timers/promises";
import { type IntegrityMessage, integrityMessage } from "#contracts/messages";
import { lookAtHolds } from "#flows/integrity/holds";
import type { Looking, Seen } from "#flows/integrity/look";
import { lookAtMail } from "#flows/integrity/mail";
import { lookAtOutbox } from "#flows/integrity/outbox";
import { lookAtPayments } from "#flows/integrity/payments";
import { lookAtRefunds } from "#flows/integrity/refunds";
import { lookAtPromotions } from "#flows/integrity/promotions";
import { mendShop } from "#flows/integrity/repair";
import { runCheck } from "#flows/integrity/run";
import { lookAtStock } from "#flows/integrity/stock";
import { onMessage } from "#kit/job";

type ShopCheck = Exclude<IntegrityMessage["check"], "reporting">;

const LOOK: Record<ShopCheck, (looking: Looking) => Promise<Seen>> = {
  payments: lookAtPayments,
  refunds: lookAtRefunds,
  holds: lookAtHolds,
  stock: lookAtStock,
  outbox: lookAtOutbox,
  mail: lookAtMail,
  promotions: lookAtPromotions,
};

/** Makes one check of a run of the integrity auditor; that of the reports has a job of its own. */
export const handler = onMessage(integrityMessage, async ({ message }, _now, remainingMs) => {
  const { check } = message;
  if (check === "reporting") throw new Error("The reports are for jobs.auditReporting.");
  const looking: Looking = {
    now: () => new Date(),
    pause: (ms) => sleep(ms),
    remainingMs,
  };
  const auditor = {
    look: LOOK[check],
    mend: (drifts: Parameters<typeof mendShop>[0]) => mendShop(drifts, looking),
  };
  await runCheck(message, auditor, looking);
});
