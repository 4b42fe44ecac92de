import type { MailMessage, RestockMailMessage, StockMailMessage } from "#contracts/messages";
import * as Orders from "#data/order";
import * as Products from "#data/product";
import * as Notices from "#data/restock-notice";
import * as Settings from "#data/settings";
import * as Stocks from "#data/stock";
import { orderMail, passwordMail, restockMail, stockMail } from "#domain/mail/letters";
import type { Mail } from "#domain/mail/mail";
import * as Product from "#domain/product";
import { staffAddress } from "#domain/seller";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import { isLow, isOffered, type Stock } from "#domain/stock";
import { mailFrom } from "#gateways/email";
import { orderUrl } from "./order-access.ts";

export interface Addressed extends Mail {
  readonly to: string;
}

/**
 * The mail that a message asks for, in the words of how things stand now. Undefined where nobody
 * needs to be told any more: an order that was paid after all, a SKU that was restocked, or that is
 * gone again for whoever waits for it.
 * @throws Error where the order, or the part of it that the mail is about, does not exist
 */
export async function writeMail(message: MailMessage, now: Date): Promise<Addressed | undefined> {
  if (message.kind === "stock.low") return await aboutStock(message);
  if (message.kind === "stock.back") return await aboutRestock(message, now);
  if (message.kind === "account.password-changed") {
    const { email, storeUrl } = message;
    return { to: email, ...(await passwordMail(email, storeUrl)) };
  }
  const { kind, orderNumber, subject } = message;
  const order = await Orders.get(orderNumber);
  if (order === undefined) throw new Error(`There is no order ${orderNumber}.`);
  // One mail alone says where to send something.
  const { seller } = kind === "return.approved" ? await Settings.get() : DEFAULT_SETTINGS;
  const mail = await orderMail(kind, order, { subject, orderUrl: orderUrl(order), seller });
  return mail && { to: order.email, ...mail };
}

/** Staff read at the seller's address, and until they have set one, at the shop's own. */
async function aboutStock(message: StockMailMessage): Promise<Addressed | undefined> {
  const { sku, generation } = message;
  const stock = await Stocks.get(sku);
  // What the stream tells a second time, after pieces came in, is of another day.
  if (stock === undefined || !isLow(stock) || stock.restocks !== generation) return undefined;
  const { sold } = await soldAs(stock);
  const to = staffAddress((await Settings.get()).seller) ?? mailFrom();
  return { to, ...(await stockMail(stock, sold, await Orders.newestStoreUrl())) };
}

/** Whoever has been told is forgotten; who has not, goes on waiting for the next time. */
async function aboutRestock(
  { id, sku, email }: RestockMailMessage,
  now: Date,
): Promise<Addressed | undefined> {
  const [stock, notice] = await Promise.all([Stocks.get(sku), Notices.get(sku, email, now)]);
  if (stock === undefined || !isOffered(stock) || notice?.id !== id) return undefined;
  const { product, sold } = await soldAs(stock);
  if (product === undefined) return undefined;
  return { to: email, ...(await restockMail({ sku, slug: product.slug }, sold, notice.storeUrl)) };
}

/** What a mail shows of a SKU. */
async function soldAs({ sku, productId }: Stock) {
  const product = productId === null ? undefined : await Products.get(productId);
  const variant = product && Product.variantOf(product, sku);
  const sold = {
    name: product?.name ?? sku,
    options: Object.values(variant?.options ?? {}).join(", "),
    image: product === undefined ? null : Product.cover(product),
    tint: product?.tint ?? null,
  };
  return { product, sold };
}
