/**
 * The tables that analysts ask. `version` is that of the table item which a row shows, so that an
 * older one never lies over a newer. There are no foreign keys: changes arrive in any order.
 * Unique constraints are checked at commit, because a batch may move a slug from one row to another.
 */
export const sql = `
create extension if not exists pg_trgm;

create table "User" (
  "id" text primary key,
  "email" text not null constraint "User_email_key" unique deferrable initially deferred,
  "name" text not null,
  "role" text not null,
  "avatar" text,
  "emailVerified" boolean not null default false,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  "version" integer not null
);
create index "User_email_idx" on "User" ("email");
create index "User_role_idx" on "User" ("role");

create table "Product" (
  "id" text primary key,
  "name" text not null,
  "slug" text not null constraint "Product_slug_key" unique deferrable initially deferred,
  "description" text not null,
  "price" decimal(10, 2) not null,
  "compareAtPrice" decimal(10, 2),
  "stock" integer not null default 0,
  "sku" text not null constraint "Product_sku_key" unique deferrable initially deferred,
  "categoryId" text not null,
  "images" text[] not null default '{}',
  "tags" text[] not null default '{}',
  "rating" decimal(3, 2) not null default 0,
  "reviewCount" integer not null default 0,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  "version" integer not null
);
create index "Product_slug_idx" on "Product" ("slug");
create index "Product_categoryId_idx" on "Product" ("categoryId");
create index "Product_price_idx" on "Product" ("price");
create index "Product_rating_idx" on "Product" ("rating");
create index "Product_categoryId_price_idx" on "Product" ("categoryId", "price");
create index "Product_categoryId_rating_idx" on "Product" ("categoryId", "rating");
create index "Product_name_trgm_idx" on "Product" using gin ("name" gin_trgm_ops);
create index "Product_description_trgm_idx" on "Product" using gin ("description" gin_trgm_ops);
create index "Product_stock_available_idx" on "Product" ("stock") where "stock" > 0;

create table "Category" (
  "id" text primary key,
  "name" text not null,
  "slug" text not null constraint "Category_slug_key" unique deferrable initially deferred,
  "parentId" text,
  "version" integer not null
);

create table "Order" (
  "id" text primary key,
  "orderNumber" text not null unique,
  "userId" text,
  "status" text not null default 'PENDING',
  "subtotal" decimal(10, 2) not null,
  "tax" decimal(10, 2) not null,
  "shipping" decimal(10, 2) not null,
  "total" decimal(10, 2) not null,
  "shippingAddress" jsonb not null,
  "paymentMethod" text,
  "paymentIntentId" text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  "version" integer not null
);
create index "Order_userId_idx" on "Order" ("userId");
create index "Order_status_idx" on "Order" ("status");
create index "Order_createdAt_idx" on "Order" ("createdAt");

create table "OrderItem" (
  "id" text primary key,
  "orderId" text not null,
  "productId" text not null,
  "quantity" integer not null,
  "price" decimal(10, 2) not null
);
create index "OrderItem_orderId_idx" on "OrderItem" ("orderId");
create index "OrderItem_productId_idx" on "OrderItem" ("productId");
`;
