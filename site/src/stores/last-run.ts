import { atom } from "nanostores";
import type { Run } from "../islands/admin/integrity-words.ts";

/** The auditor's last run as this page knows it: the list of its checks and the navigation agree. */
export const $lastRun = atom<Pick<Run, "verdict" | "checks"> | undefined>();
