import { type ProjectedType, projectedType } from "#contracts/messages";
import * as Category from "#data/category";
import * as Order from "#data/order";
import * as Product from "#data/product";
import * as Profile from "#data/profile";
import * as Stock from "#data/stock";
import * as Projections from "#reporting/projections";

const SHOW: Record<ProjectedType, (item: unknown) => Projections.Shown> = {
  Profile: (item) => Projections.showProfile(Profile.parse(item)),
  Product: (item) => Projections.showProduct(Product.parse(item)),
  Category: (item) => Projections.showCategory(Category.parse(item)),
  Order: (item) => Projections.showOrder(Order.parse(item)),
  Stock: (item) => Projections.showStock(Stock.parse(item)),
};

/**
 * The rows that show an item of the table.
 * @throws where the item is not of that type
 */
export function show(type: ProjectedType, item: unknown): Projections.Shown {
  return SHOW[type](item);
}

/** Whether items of this type are shown at all. */
export function isShown(type: unknown): type is ProjectedType {
  return projectedType.safeParse(type).success;
}
