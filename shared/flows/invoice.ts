import type { File } from "#contracts/endpoint";
import { invoiceOf } from "#domain/invoice";
import type { Order } from "#domain/order";
import { DEMO_SELLER } from "#domain/seller";
import { drawInvoice } from "#gateways/invoice/pdf";

/**
 * The invoice of a paid order as PDF, named after the order.
 * @throws Problem ORDER_STATUS_CONFLICT where it was not paid
 */
export async function drawInvoiceOf(order: Order): Promise<File> {
  const bytes = await drawInvoice(invoiceOf(order, DEMO_SELLER));
  return { name: `${order.orderNumber}.pdf`, bytes };
}
