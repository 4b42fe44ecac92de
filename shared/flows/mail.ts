import type { MailMessage, StockMailMessage } from "#contracts/messages";
import * as Orders from "#data/order";
import * as Products from "#data/product";
import * as Settings from "#data/settings";
import * as Stocks from "#data/stock";
import { orderMail, passwordMail, stockMail } from "#domain/mail/letters";
import type { Mail } from "#domain/mail/mail";
import * as Product from "#domain/product";
import { staffAddress } from "#domain/seller";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import { isLow } from "#domain/stock";
import { mailFrom } from "#gateways/email";
import { orderUrl } from "./order-access.ts";

export interface Addressed extends Mail {
  readonly to: string;
}

/**
 * The mail that a message asks for, in the words of how things stand now. Undefined where nobody
 * needs to be told any more: an order that was paid after all, a SKU that was restocked.
 * @throws Error where the order, or the part of it that the mail is about, does not exist
 */
export async function writeMail(message: MailMessage): Promise<Addressed | undefined> {
  if (message.kind === "stock.low") return await aboutStock(message);
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
  const product = stock.productId === null ? undefined : await Products.get(stock.productId);
  const variant = product && Product.variantOf(product, sku);
  const sold = {
    name: product?.name ?? sku,
    options: Object.values(variant?.options ?? {}).join(", "),
    image: product === undefined ? null : Product.cover(product),
    tint: product?.tint ?? null,
  };
  const to = staffAddress((await Settings.get()).seller) ?? mailFrom();
  return { to, ...(await stockMail(stock, sold, await Orders.newestStoreUrl())) };
}
