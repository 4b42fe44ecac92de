import { Problem } from "#values/error-codes";
import { advance, type Order, type OrderItem, type Pieces, type Step } from "./order.ts";
import * as Lines from "./order-lines.ts";
import { inTime, RETURN_DAYS } from "./return-period.ts";

export const RETURN_STATUSES = [
  "REQUESTED",
  "APPROVED",
  "REJECTED",
  "RECEIVED",
  "REFUNDED",
] as const;

export type ReturnStatus = (typeof RETURN_STATUSES)[number];

export interface ReturnLine extends Pieces {
  /** Why it comes back, in the shopper's words. */
  readonly reason: string;
}

/** Pieces that come back, from the wish to the money. */
export interface Return {
  /** T1, T2 … within its order. */
  readonly id: string;
  readonly status: ReturnStatus;
  readonly lines: readonly ReturnLine[];
  readonly note: string | null;
  /** Why it was turned down; null where it was not. */
  readonly rejection: string | null;
  /** Whether the received pieces went back into stock. */
  readonly restocked: boolean;
  readonly requestedAt: string;
  readonly updatedAt: string;
  /** The refund that is for it, made or about to be made. */
  readonly refundId: string | null;
  readonly actor: string;
}

/** A step of the order, and the return that it is about. */
export interface ReturnStep extends Step {
  readonly returned: Return;
}

/** The return's life; the order's own status does not change with it. */
const NEXT: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  REQUESTED: ["APPROVED", "REJECTED"],
  APPROVED: ["RECEIVED", "REJECTED"],
  REJECTED: [],
  RECEIVED: ["REFUNDED"],
  // A bank may send the money back days after it took it.
  REFUNDED: ["RECEIVED"],
};

/** Who asks: the shopper within the days, the team at any time. */
export type Asker = "shopper" | "team";

/** Pieces of a line that left and that shoppers keep with their money back. */
function kept(order: Order, { sku, quantity }: OrderItem): number {
  // Refunds without a return take first what had not left the house.
  const unsent = quantity - Lines.shipped(order, sku);
  return Math.max(0, Lines.refunded(order, sku, "kept") - unsent);
}

/** Pieces of a line that left, and neither came back nor were given up with their money. */
function outside(order: Order, item: OrderItem): number {
  const returns = order.returns.filter((one) => one.status !== "REJECTED");
  const returned = Lines.count(
    returns.map((one) => one.lines),
    item.sku,
  );
  return Lines.shipped(order, item.sku) - returned - kept(order, item);
}

/** How many pieces of a line may be sent back now. */
export function returnable(order: Order, item: OrderItem, asker: Asker, now: Date): number {
  const most = outside(order, item);
  if (asker === "team") return Math.max(0, most);
  return Math.max(0, Math.min(most, inTime(order, item, kept(order, item), now)));
}

export interface ReturnRequest {
  readonly lines: readonly ReturnLine[];
  readonly note: string | null;
  readonly asker: Asker;
  readonly actor: string;
}

/**
 * Somebody wants to send pieces back. What the team writes down itself is approved with it.
 * @throws Problem RETURN_EXCEEDS_SHIPMENT, RETURN_WINDOW_CLOSED, VALIDATION_ERROR naming the line
 */
export function request(order: Order, wanted: ReturnRequest, now: Date): ReturnStep {
  const { lines, note, asker, actor } = wanted;
  if (lines.length === 0) throw Lines.invalid("lines", "Say which pieces come back.");
  Lines.check(
    order,
    lines,
    (item) => returnable(order, item, asker, now),
    (left, item) => refusal(order, item, left),
  );
  const at = now.toISOString();
  const returned: Return = {
    id: `T${order.returns.length + 1}`,
    status: asker === "team" ? "APPROVED" : "REQUESTED",
    lines,
    note,
    rejection: null,
    restocked: false,
    requestedAt: at,
    updatedAt: at,
    refundId: null,
    actor,
  };
  const why = lines.map((line) => `${Lines.inWords(order, [line])}: ${line.reason}`).join("; ");
  const detail = [why, ...(note === null ? [] : [note])].join(". ");
  const title = asker === "team" ? "Return agreed" : "Return asked for";
  const kind = asker === "team" ? "return-approved" : "return-requested";
  const returns = [...order.returns, returned];
  return { ...advance(order, { returns }, { kind, title, detail, actor }, now), returned };
}

function refusal(order: Order, item: OrderItem, left: number) {
  const { sku } = item;
  if (Lines.shipped(order, sku) === 0) {
    return { code: "RETURN_EXCEEDS_SHIPMENT", message: `${sku} has not left us yet.` } as const;
  }
  if (left < outside(order, item)) {
    const message = `The ${RETURN_DAYS} days for ${sku} are over.`;
    return { code: "RETURN_WINDOW_CLOSED", message } as const;
  }
  const message = `Only ${Math.max(0, left)} of ${sku} can still come back.`;
  return { code: "RETURN_EXCEEDS_SHIPMENT", message } as const;
}

/** @throws Problem RETURN_NOT_FOUND */
export function require(order: Order, returnId: string): Return {
  const found = order.returns.find((one) => one.id === returnId);
  if (found !== undefined) return found;
  throw new Problem("RETURN_NOT_FOUND", `This order has no return ${returnId}.`);
}

/** Undefined where it has that status already. */
function move(
  order: Order,
  returnId: string,
  to: { readonly status: ReturnStatus } & Partial<Return>,
  now: Date,
): { readonly returned: Return; readonly returns: readonly Return[] } | undefined {
  const found = require(order, returnId);
  if (found.status === to.status) return undefined;
  if (!NEXT[found.status].includes(to.status)) {
    throw new Problem(
      "RETURN_STATUS_CONFLICT",
      `Return ${returnId} is ${found.status}: it cannot become ${to.status}.`,
    );
  }
  const returned = { ...found, ...to, updatedAt: now.toISOString() };
  return { returned, returns: put(order, returned) };
}

function put(order: Order, returned: Return): readonly Return[] {
  return order.returns.map((one) => (one.id === returned.id ? returned : one));
}

/** Undefined where it was approved before. @throws Problem RETURN_NOT_FOUND, RETURN_STATUS_CONFLICT */
export function approve(
  order: Order,
  returnId: string,
  actor: string,
  now: Date,
): ReturnStep | undefined {
  const moved = move(order, returnId, { status: "APPROVED" }, now);
  if (moved === undefined) return undefined;
  const { returned, returns } = moved;
  const detail = Lines.inWords(order, returned.lines);
  const note = { kind: "return-approved", title: "Return agreed", detail, actor };
  return { ...advance(order, { returns }, note, now), returned };
}

/** Undefined where it was turned down before. @throws Problem RETURN_NOT_FOUND, RETURN_STATUS_CONFLICT */
export function reject(
  order: Order,
  returnId: string,
  why: { readonly reason: string; readonly actor: string },
  now: Date,
): ReturnStep | undefined {
  const { reason, actor } = why;
  const moved = move(order, returnId, { status: "REJECTED", rejection: reason }, now);
  if (moved === undefined) return undefined;
  const { returned, returns } = moved;
  const note = { kind: "return-rejected", title: "Return turned down", detail: reason, actor };
  return { ...advance(order, { returns }, note, now), returned };
}

/** Undefined where it came in before. @throws Problem RETURN_NOT_FOUND, RETURN_STATUS_CONFLICT */
export function receive(
  order: Order,
  returnId: string,
  how: { readonly restock: boolean; readonly actor: string },
  now: Date,
): ReturnStep | undefined {
  const { restock, actor } = how;
  // Its money may come back from a bank, but its pieces came in once.
  if (require(order, returnId).status === "REFUNDED") return undefined;
  const moved = move(order, returnId, { status: "RECEIVED", restocked: restock }, now);
  if (moved === undefined) return undefined;
  const { returned, returns } = moved;
  const goods = Lines.inWords(order, returned.lines);
  const detail = `${goods}. ${restock ? "Back in stock." : "Not put back into stock."}`;
  const note = { kind: "return-received", title: "Return came in", detail, actor };
  return { ...advance(order, { returns }, note, now), returned };
}

/**
 * The returns once a refund is for one of them: it can be for no other then.
 * @throws Problem RETURN_NOT_FOUND; RETURN_STATUS_CONFLICT where the pieces are not here, or the money
 * goes back already
 */
export function claim(order: Order, returnId: string, refundId: string): readonly Return[] {
  const found = require(order, returnId);
  if (found.status === "RECEIVED" && found.refundId === null) {
    return put(order, { ...found, refundId });
  }
  const why = found.refundId === null ? "its pieces are not here" : "its money goes back already";
  throw new Problem("RETURN_STATUS_CONFLICT", `Return ${returnId} is ${found.status}: ${why}.`);
}

/** The returns once the money of one of them has gone back. */
export function settle(order: Order, returnId: string, now: Date): readonly Return[] {
  return move(order, returnId, { status: "REFUNDED" }, now)?.returns ?? order.returns;
}

/** The returns once the refund of one of them has failed: another may be asked for. */
export function release(order: Order, returnId: string, now: Date): readonly Return[] {
  const back = { status: "RECEIVED", refundId: null } as const;
  const { returned } = move(order, returnId, back, now) ?? { returned: require(order, returnId) };
  return put(order, { ...returned, ...back });
}
