import type { z } from "zod";
import type {
  integrityFinding,
  integrityReport,
  integrityRun,
} from "../../../../shared/contracts/integrity.ts";
import { count, pieces } from "../../format.ts";

export type Report = z.input<typeof integrityReport>;
export type Run = z.input<typeof integrityRun>;
export type Finding = z.input<typeof integrityFinding>;
export type CheckResult = Run["checks"][number];
export type Check = CheckResult["check"];

interface CheckWords {
  readonly name: string;
  /** What is counted under Expected and Found. */
  readonly of: string;
  readonly explained: string;
}

/** What each check compares, for its row and for whoever asks. */
export const CHECK_WORDS: Readonly<Record<Check, CheckWords>> = {
  payments: {
    name: "Payments",
    of: "paid orders and paid pages",
    explained:
      "Every order that counts as paid has its money at Stripe, to the cent, and every payment page that was paid has an order that took the money. A payment whose word never arrived is settled as if it had.",
  },
  refunds: {
    name: "Refunds",
    of: "orders with money given back",
    explained:
      "What orders say was given back is what Stripe gave back, refund by refund. One that somebody made at Stripe is written into its order; one that was left half-way is finished; one that was refused needs a person.",
  },
  holds: {
    name: "Holds",
    of: "unpaid orders",
    explained:
      "An unpaid order holds its goods and ends when its hold does. One that the sweeper did not end is ended.",
  },
  stock: {
    name: "Stock",
    of: "SKUs",
    explained:
      "On hand is what the ledger adds up to, reserved is what live holds add up to, and free is the rest. Counters that contradict themselves are set right; where only the ledger differs, a person decides.",
  },
  outbox: {
    name: "Outbox",
    of: "events on their way",
    explained:
      "Whatever happens and must be told is told within seconds. What waits for longer than twenty minutes does not get through.",
  },
  mail: {
    name: "Mail",
    of: "mails owed",
    explained:
      "Each thing that a shopper must be told has the record of its mail. Nothing is sent a second time unless a person says so.",
  },
  promotions: {
    name: "Promotions",
    of: "limited promotions",
    explained:
      "A limited promotion counts one use for each order that holds one. The orders are right, the counter follows.",
  },
  reporting: {
    name: "Reports",
    of: "rows",
    explained:
      "Every row of the reporting database says what the shop's own record says, column by column. Rows are written anew where they do not. Looking wakes Aurora, so it is done once a day and whenever somebody measures.",
  },
};

const KIND_WORDS: Readonly<Record<Finding["kind"], string>> = {
  "session.without-order": "Paid, and no order",
  "session.unsettled": "A payment that the order does not know",
  "payment.missing": "Counts as paid without money",
  "payment.differs": "Paid another amount",
  "refund.unknown": "Given back, and the order did not know",
  "refund.missing": "Said to be given back",
  "refund.stuck": "A refund left half-way",
  "refund.failed": "Refused, and still owed",
  "order.overdue": "Unpaid for too long",
  "order.without-hold": "Waits without its goods",
  "hold.without-order": "Goods held for nobody",
  "stock.counters": "Counters contradict themselves",
  "stock.ledger": "Counters and ledger differ",
  "outbox.overdue": "Not delivered",
  "outbox.given-up": "Given up",
  "mail.missing": "No record of a mail",
  "mail.stuck": "A mail that nobody finished",
  "promotion.uses": "Uses miscounted",
  "row.missing": "A row is missing",
  "row.differs": "A row differs",
  "row.orphaned": "A row of nothing",
};

export function nameOfKind(kind: Finding["kind"]): string {
  return KIND_WORDS[kind];
}

/** What a person's repair does. `ask` where it cannot be taken back. */
export interface RepairWords {
  readonly verb: string;
  readonly doing: string;
  readonly ask?: { readonly title: string; readonly text: string };
}

const REPAIR: RepairWords = { verb: "Repair", doing: "Repairing" };
const SEND: RepairWords = {
  verb: "Send it again",
  doing: "Sending",
  ask: {
    title: "Send this mail again?",
    text: "The shopper may have it already. A mail cannot be taken back.",
  },
};
const REPAIR_WORDS: Partial<Readonly<Record<Finding["kind"], RepairWords>>> = {
  "session.without-order": {
    verb: "Give it back",
    doing: "Giving back",
    ask: {
      title: "Give all of this payment back?",
      text: "Whoever paid gets it on the same card. This cannot be taken back.",
    },
  },
  "session.unsettled": {
    verb: "Give it back",
    doing: "Giving back",
    ask: {
      title: "Give the second payment back?",
      text: "The order keeps the payment that it knows. This cannot be taken back.",
    },
  },
  "stock.ledger": { verb: "Set to the ledger", doing: "Setting" },
  "hold.without-order": { verb: "Free the goods", doing: "Freeing" },
  "outbox.given-up": { verb: "Try again", doing: "Trying" },
  "mail.missing": SEND,
  "mail.stuck": SEND,
};

export function repairOf(kind: Finding["kind"]): RepairWords {
  return REPAIR_WORDS[kind] ?? REPAIR;
}

/** Where the thing that a finding is about can be looked at; undefined where nowhere in the console. */
export function placeOf({ kind, subject }: Pick<Finding, "kind" | "subject">): string | undefined {
  if (kind.startsWith("stock.")) return `/admin/inventory/${encodeURIComponent(subject)}`;
  if (kind.startsWith("promotion.")) return `/admin/promotions/${encodeURIComponent(subject)}`;
  const orderNumber = /P-\d{6}-[0-9A-HJKMNP-TV-Z]{5}/.exec(subject)?.[0];
  return orderNumber === undefined || kind === "session.without-order"
    ? undefined
    : `/admin/orders/${orderNumber}`;
}

/** The one sentence over all checks, and what stands under it. */
export function verdictWords(run: Run): { readonly title: string; readonly text: string } {
  const open = run.checks.reduce((sum, one) => sum + one.open, 0);
  const repaired = run.checks.reduce((sum, one) => sum + one.difference - one.open, 0);
  const measured = run.checks.filter((one) => one.status === "MEASURED");
  const compared = measured.reduce((sum, one) => sum + one.expected, 0);
  const mended = repaired > 0 ? ` ${pieces(repaired, "difference")} repaired.` : "";
  const checks = `${measured.length} of ${run.checks.length} checks measured, ${count(compared)} things compared.`;
  const needs = open === 1 ? "One thing needs you." : `${count(open)} things need you.`;
  const titles: Readonly<Record<Run["verdict"], string>> = {
    AGREE: "The books agree.",
    DRIFT: needs,
    MEASURING: "Measuring.",
    UNKNOWN: "Not everything was measured.",
  };
  return { title: titles[run.verdict], text: checks + mended };
}

/** The state of one check: green only where it was measured and nothing is open. */
export function stateOf(result: CheckResult): readonly [tone: string, text: string] {
  if (result.status === "PENDING") return ["", "Measuring"];
  if (result.status === "FAILED") return ["a", "Not measured"];
  if (result.open > 0) return ["p", `${count(result.open)} open`];
  return result.difference > 0 ? ["l", "Repaired"] : ["l", "Agrees"];
}
