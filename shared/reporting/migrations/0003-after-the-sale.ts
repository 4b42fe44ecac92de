/**
 * What happens to an order once it is paid. Money given back and pieces sent or returned are rows of
 * their own; `lines` says which pieces, as `[{"sku": "0011-09", "quantity": 1}]`.
 */
export const sql = `
alter table "Order" add column "discount" decimal(10, 2) not null default 0;
alter table "Order" add column "refunded" decimal(10, 2) not null default 0;

create table "Fulfilment" (
  "id" text primary key,
  "orderId" text not null,
  "carrier" text,
  "trackingNumber" text,
  "lines" jsonb not null,
  "shippedAt" timestamptz not null,
  "deliveredAt" timestamptz
);
create index "Fulfilment_orderId_idx" on "Fulfilment" ("orderId");
create index "Fulfilment_shippedAt_idx" on "Fulfilment" ("shippedAt");

create table "Refund" (
  "id" text primary key,
  "orderId" text not null,
  "status" text not null,
  "amount" decimal(10, 2) not null,
  "shipping" decimal(10, 2) not null,
  "reason" text not null,
  "returnId" text,
  "paymentIntentId" text,
  "lines" jsonb not null,
  "requestedAt" timestamptz not null,
  "settledAt" timestamptz
);
create index "Refund_orderId_idx" on "Refund" ("orderId");
create index "Refund_settledAt_idx" on "Refund" ("settledAt");

create table "Return" (
  "id" text primary key,
  "orderId" text not null,
  "status" text not null,
  "restocked" boolean not null,
  "refundId" text,
  "lines" jsonb not null,
  "requestedAt" timestamptz not null,
  "updatedAt" timestamptz not null
);
create index "Return_orderId_idx" on "Return" ("orderId");
`;
