import { releaseDue } from "#flows/release";
import { onSchedule } from "#kit/job";

export const handler = onSchedule(releaseDue);
