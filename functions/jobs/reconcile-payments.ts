import { reconcilePayments } from "#flows/reconcile";
import { onSchedule } from "#kit/job";

export const handler = onSchedule(reconcilePayments);
