/**
 * What an order owes at which rate, and what it used: rows of their own, so that a month's VAT or a
 * code's worth is one sum. A line's discount and tax are its shares of the order's. Sums of an order
 * may be larger than any price: 45 lines of 99 pieces.
 */
export const sql = `
alter table "Order"
  add column "currency" text not null default 'EUR',
  add column "taxIncluded" boolean not null default true,
  alter column "subtotal" type decimal(14, 2),
  alter column "discount" type decimal(14, 2),
  alter column "tax" type decimal(14, 2),
  alter column "shipping" type decimal(14, 2),
  alter column "total" type decimal(14, 2),
  alter column "refunded" type decimal(14, 2);
alter table "Refund"
  alter column "amount" type decimal(14, 2),
  alter column "shipping" type decimal(14, 2);
alter table "OrderItem"
  add column "discount" decimal(14, 2) not null default 0,
  add column "tax" decimal(14, 2) not null default 0,
  add column "taxPercent" decimal(6, 3) not null default 0;

create table "OrderTax" (
  "id" text primary key,
  "orderId" text not null,
  "percent" decimal(6, 3) not null,
  "net" decimal(14, 2) not null,
  "tax" decimal(14, 2) not null
);
create index "OrderTax_orderId_idx" on "OrderTax" ("orderId");

create table "OrderPromotion" (
  "id" text primary key,
  "orderId" text not null,
  "promotionId" text not null,
  "code" text,
  "title" text not null,
  "kind" text not null,
  "amount" decimal(14, 2) not null
);
create index "OrderPromotion_orderId_idx" on "OrderPromotion" ("orderId");
create index "OrderPromotion_promotionId_idx" on "OrderPromotion" ("promotionId");
create index "OrderPromotion_code_idx" on "OrderPromotion" ("code");
`;
