import { sql as shopTables } from "./0001-shop-tables.ts";
import { sql as projectorState } from "./0002-projector-state.ts";
import { sql as afterTheSale } from "./0003-after-the-sale.ts";
import { sql as promotionsAndTaxes } from "./0004-promotions-and-taxes.ts";

/**
 * One step of the schema. Steps are added at the end and never edited: a database may have run
 * them. They are modules, so that bundles carry them.
 */
export interface Migration {
  readonly id: string;
  readonly sql: string;
}

/** In the order in which they run. */
export const migrations: readonly Migration[] = [
  { id: "0001-shop-tables", sql: shopTables },
  { id: "0002-projector-state", sql: projectorState },
  { id: "0003-after-the-sale", sql: afterTheSale },
  { id: "0004-promotions-and-taxes", sql: promotionsAndTaxes },
];
