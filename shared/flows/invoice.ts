import type { File } from "#contracts/endpoint";
import * as Settings from "#data/settings";
import { invoiceOf } from "#domain/invoice";
import type { Order } from "#domain/order";
import { drawInvoice } from "#gateways/invoice/pdf";

/**
 * The invoice of a paid order as PDF, named after the order.
 * @throws Problem ORDER_STATUS_CONFLICT where it was not paid
 */
export async function drawInvoiceOf(order: Order): Promise<File> {
  const { seller } = await Settings.get();
  const bytes = await drawInvoice(invoiceOf(order, seller));
  return { name: `${order.orderNumber}.pdf`, bytes };
}
