/**
 * What the projector must remember and no analyst wants to see, in a schema of its own: stock by
 * SKU, of which "Product"."stock" is the sum, and which rows were deleted at which version, so that
 * an older change which arrives late does not bring them back.
 */
export const sql = `
create schema projector;

create table projector."Stock" (
  "id" text primary key,
  "productId" text,
  "available" integer not null,
  "version" integer not null
);
create index "Stock_productId_idx" on projector."Stock" ("productId");

create table projector."Tombstone" (
  "table" text not null,
  "id" text not null,
  "version" integer not null,
  primary key ("table", "id")
);
`;
