import { goods } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { button, paragraph, small } from "./parts.tsx";
import type { Sold } from "./stock-low.ts";

const FOOTER =
  "You asked for this one mail. Your address is not kept for it any longer; to be told again, ask again.";

/**
 * To whoever asked to be told.
 * @param about the SKU, and the product's slug
 */
export function stockBack(
  about: { readonly sku: string; readonly slug: string },
  sold: Sold,
  storeUrl: string,
): Content {
  const name = sold.options ? `${sold.name}, ${sold.options}` : sold.name;
  return {
    subject: `${name}: back on the shelf`,
    preview: "You asked to be told. We keep none aside, so the first to come has it.",
    title: `${sold.name} is back.`,
    storeUrl,
    parts: [
      paragraph("You asked to be told. We keep none aside: the first to come has it."),
      button("See it", `${storeUrl}/products/${about.slug}`),
      goods([{ sku: about.sku, ...sold, detail: sold.options }], storeUrl),
      small(FOOTER),
    ],
  };
}
