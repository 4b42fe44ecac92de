import type { Order } from "#domain/order";
import type { Seller } from "#domain/seller";
import type { Stock } from "#domain/stock";
import { accountCode } from "./account-code.ts";
import type { OrderMail } from "./kinds.ts";
import { compose } from "./layout.tsx";
import type { Content, Mail } from "./mail.ts";
import { orderCancelled } from "./order-cancelled.ts";
import { orderDelivered } from "./order-delivered.ts";
import { orderPaid } from "./order-paid.ts";
import { orderRefunded } from "./order-refunded.ts";
import { orderShipped } from "./order-shipped.ts";
import { passwordChanged } from "./password-changed.ts";
import { paymentFailed } from "./payment-failed.ts";
import { returnApproved } from "./return-approved.ts";
import { returnReceived } from "./return-received.ts";
import { returnRejected } from "./return-rejected.ts";
import { returnRequested } from "./return-requested.ts";
import { stockBack } from "./stock-back.ts";
import { type Sold, stockLow } from "./stock-low.ts";

/** What a mail about an order says besides the order. */
export interface Around {
  /** The parcel, refund or return; missing in events of before it was kept. */
  readonly subject: string | undefined;
  /** The order's page, with its access token. */
  readonly orderUrl: string;
  /** Where things are sent back to. */
  readonly seller: Seller;
}

/**
 * A mail about an order as it stands now; undefined where what it would say is not true any more: an
 * order that was paid after all, a refund that came back.
 * @throws Error where the order has no such subject
 */
export async function orderMail(
  kind: OrderMail,
  order: Order,
  around: Around,
): Promise<Mail | undefined> {
  return isTrue(kind, order, around.subject)
    ? await compose(CONTENTS[kind]({ ...around, order }))
    : undefined;
}

/** To staff: see `stockLow`. */
export async function stockMail(
  stock: Stock,
  sold: Sold,
  storeUrl: string | undefined,
): Promise<Mail> {
  return await compose(stockLow(stock, sold, storeUrl));
}

/** To whoever asked to be told: see `stockBack`. */
export async function restockMail(
  about: { readonly sku: string; readonly slug: string },
  sold: Sold,
  storeUrl: string,
): Promise<Mail> {
  return await compose(stockBack(about, sold, storeUrl));
}

/** What Cognito sends for us: see `accountCode`. */
export async function codeMail(placeholder: string): Promise<Mail> {
  return await compose(accountCode(placeholder));
}

/** To a customer: see `passwordChanged`. */
export async function passwordMail(email: string, storeUrl: string): Promise<Mail> {
  return await compose(passwordChanged(email, storeUrl));
}

function isTrue(kind: OrderMail, order: Order, subject: string | undefined): boolean {
  if (kind === "order.refunded") return pick(order, order.refunds, subject).status !== "FAILED";
  const isEnd = kind === "order.payment-failed" || kind === "order.cancelled";
  return !isEnd || order.status === "CANCELLED";
}

interface About extends Around {
  readonly order: Order;
}

const parcel = ({ order, subject }: About) => pick(order, order.fulfilments, subject);
const refund = ({ order, subject }: About) => pick(order, order.refunds, subject);
const returned = ({ order, subject }: About) => pick(order, order.returns, subject);

const CONTENTS: Readonly<Record<OrderMail, (about: About) => Content>> = {
  "order.paid": ({ order, orderUrl }) => orderPaid(order, orderUrl),
  "order.payment-failed": ({ order }) => paymentFailed(order),
  "order.shipped": (one) => orderShipped(one.order, one.orderUrl, parcel(one)),
  "order.delivered": (one) => orderDelivered(one.order, one.orderUrl, parcel(one)),
  "order.cancelled": ({ order, orderUrl }) => orderCancelled(order, orderUrl),
  "order.refunded": (one) => orderRefunded(one.order, one.orderUrl, refund(one)),
  "return.requested": (one) => returnRequested(one.order, one.orderUrl, returned(one)),
  "return.approved": (one) => returnApproved(one.order, one.orderUrl, returned(one), one.seller),
  "return.rejected": (one) => returnRejected(one.order, one.orderUrl, returned(one)),
  "return.received": (one) => returnReceived(one.order, one.orderUrl, returned(one)),
};

/** Events of before a subject was kept mean the last one. */
function pick<Part extends { readonly id: string }>(
  order: Order,
  parts: readonly Part[],
  subject: string | undefined,
): Part {
  const found = subject === undefined ? parts.at(-1) : parts.find((one) => one.id === subject);
  if (found !== undefined) return found;
  throw new Error(`Order ${order.orderNumber} has no ${subject ?? "such part"}.`);
}
