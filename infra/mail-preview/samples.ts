import { mockOrder } from "#data/order";
import { mockStock } from "#data/stock";
import { type OrderMail, ORDER_MAILS } from "#domain/mail/kinds";
import type { Mail } from "#domain/mail/mail";
import type { Order, OrderItem } from "#domain/order";
import { DEMO_SELLER } from "#domain/seller";
import { figurine, type Figurine } from "./figurines.ts";
import type { Letters } from "./letters.ts";

/** One mail as people would get it. */
export interface Sample {
  /** In the page's address. */
  readonly id: string;
  readonly group: "Orders" | "Returns" | "Accounts" | "Shelves" | "Staff";
  readonly name: string;
  write(letters: Letters, storeUrl: string): Promise<Mail>;
}

const NAMES: Readonly<Record<OrderMail, string>> = {
  "order.paid": "Confirmed",
  "order.payment-failed": "Not paid in time",
  "order.shipped": "Shipped",
  "order.delivered": "Delivered",
  "order.cancelled": "Cancelled, paid",
  "order.refunded": "Refunded",
  "return.requested": "Return asked for",
  "return.approved": "Return agreed",
  "return.rejected": "Return turned down",
  "return.received": "Return received",
};

const SUBJECTS: Readonly<Partial<Record<OrderMail, string>>> = {
  "order.shipped": "F1",
  "order.delivered": "F1",
  "order.refunded": "R1",
  "return.requested": "T1",
  "return.approved": "T1",
  "return.rejected": "T1",
  "return.received": "T1",
};

type Change = (order: Order) => Order;

function sample(
  kind: OrderMail,
  change: Change = (order) => order,
  variant?: { readonly id: string; readonly name: string },
): Sample {
  return {
    id: variant?.id ?? kind,
    group: kind.startsWith("return.") ? "Returns" : "Orders",
    name: variant?.name ?? NAMES[kind],
    write: async (letters, storeUrl) => {
      const order = change(await makeOrder(storeUrl));
      const orderUrl = `${storeUrl}/orders/${order.orderNumber}?token=sample`;
      const around = { subject: SUBJECTS[kind], orderUrl, seller: DEMO_SELLER };
      const mail = await letters.orderMail(kind, order, around);
      if (mail === undefined) throw new Error(`The sample of ${kind} is not true of its order.`);
      return mail;
    },
  };
}

const ended: Change = (order) => ({
  ...order,
  status: "CANCELLED",
  refunds: order.refunds.map((one) => ({
    ...one,
    amount: order.total,
    reason: "The Octopus fell from the shelf before it was packed.",
  })),
});

const unpaid: Change = (order) => ({
  ...ended(order),
  refunds: [],
  payment: {
    ...mockOrder().payment,
    problem: "This card has expired. Nothing was charged. Try another card.",
  },
});

const discounted: Change = (order) => ({
  ...order,
  discount: 1_000,
  total: order.total - 1_000,
  promotions: [
    {
      promotionId: "promo_sample",
      code: "NOON",
      title: "Ten off at noon",
      kind: "amount",
      amount: 1_000,
      limited: false,
      counted: false,
      countedForCustomer: false,
    },
  ],
  taxes: [
    { percent: 19, net: 4_202, tax: 798 },
    { percent: 7, net: 2_430, tax: 170 },
  ],
});

/** Every mail that there is, with goods, names and sums as people meet them. */
export const SAMPLES: readonly Sample[] = [
  ...ORDER_MAILS.map((kind) => {
    if (kind === "order.payment-failed") return sample(kind, unpaid);
    return kind === "order.cancelled" ? sample(kind, ended) : sample(kind);
  }),
  sample("order.paid", discounted, { id: "order.paid.discount", name: "Confirmed, with a code" }),
  sample("order.cancelled", unpaid, { id: "order.cancelled.unpaid", name: "Cancelled, unpaid" }),
  {
    id: "account.code",
    group: "Accounts",
    name: "Code",
    write: (letters) => letters.codeMail("482913"),
  },
  {
    id: "account.password-changed",
    group: "Accounts",
    name: "Password changed",
    write: (letters, storeUrl) => letters.passwordMail("maren@example.com", storeUrl),
  },
  {
    id: "stock.back",
    group: "Shelves",
    name: "Back on the shelf",
    write: async (letters, storeUrl) => {
      const { tint } = await figurine("fox");
      const sold = { name: "Fox", options: "9 cm", image: "/figurines/fox", tint };
      return await letters.restockMail({ sku: "0011-09", slug: "fox" }, sold, storeUrl);
    },
  },
  {
    id: "stock.low",
    group: "Staff",
    name: "Low stock",
    write: async (letters, storeUrl) => {
      const stock = mockStock({ available: 3, reserved: 2, onHand: 5, owed: 1, lowStockAt: 4 });
      const { tint } = await figurine("fox");
      const sold = { name: "Fox", options: "9 cm", image: "/figurines/fox", tint };
      return await letters.stockMail(stock, sold, storeUrl);
    },
  },
];

async function item(slug: Figurine, about: Partial<OrderItem>): Promise<OrderItem> {
  const [first] = mockOrder().items;
  if (first === undefined) throw new Error("The sample order has no line.");
  const name = slug.charAt(0).toUpperCase() + slug.slice(1);
  const { tint } = await figurine(slug);
  return { ...first, slug, name, image: `/figurines/${slug}`, tint, ...about };
}

/** Paid, half of it on its way, a part refunded, a part coming back: enough for every mail. */
async function makeOrder(storeUrl: string): Promise<Order> {
  const order = mockOrder();
  return {
    ...order,
    storeUrl,
    status: "PROCESSING",
    items: await Promise.all([
      item("fox", { sku: "0011-09", quantity: 1, price: 2_400, total: 2_400 }),
      item("octopus", { sku: "0433-09", quantity: 1, price: 2_600, total: 2_600 }),
      item("rocket", {
        sku: "0537-14",
        options: { height: "14 cm" },
        quantity: 1,
        price: 3_600,
        total: 3_600,
      }),
    ]),
    ...{ subtotal: 8_600, shipping: 0, tax: 1_373, total: 8_600 },
    taxes: [{ percent: 19, net: 7_227, tax: 1_373 }],
    payment: {
      ...order.payment,
      intentId: "pi_sample",
      method: "visa 4242",
      paidAt: "2026-11-20T15:58:00.000Z",
    },
    fulfilments: [
      {
        id: "F1",
        lines: [
          { sku: "0011-09", quantity: 1 },
          { sku: "0433-09", quantity: 1 },
        ],
        carrier: "DHL",
        trackingNumber: "00340434161094042557",
        trackingUrl: "https://www.dhl.com/track?id=00340434161094042557",
        shippedAt: "2026-11-23T11:00:00.000Z",
        deliveredAt: "2026-11-25T09:20:00.000Z",
        actor: "system",
      },
    ],
    refunds: [
      {
        id: "R1",
        status: "SUCCEEDED",
        amount: 2_600,
        lines: [{ sku: "0433-09", quantity: 1 }],
        shipping: 0,
        restock: true,
        reason: "One arm was missing.",
        returnId: "T1",
        intentId: "pi_sample",
        stripeRefundId: "re_sample",
        failure: null,
        requestedAt: "2026-11-30T09:00:00.000Z",
        settledAt: "2026-11-30T09:00:02.000Z",
        actor: "system",
      },
    ],
    returns: [
      {
        id: "T1",
        status: "REQUESTED",
        lines: [{ sku: "0433-09", quantity: 1, reason: "One arm is missing" }],
        note: "I still have the box it came in.",
        rejection: "The arm lies in the box, under the paper: look again, please.",
        restocked: false,
        requestedAt: "2026-11-26T09:00:00.000Z",
        updatedAt: "2026-11-26T09:00:00.000Z",
        refundId: null,
        actor: "guest",
      },
    ],
  };
}
