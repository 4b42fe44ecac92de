import type { OrderItem } from "#domain/order";
import type { Stock } from "#domain/stock";
import { goods } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { button, paragraph, small, strong } from "./parts.tsx";
import { type Sum, sums } from "./sums.tsx";
import { countInWords } from "./words.ts";

/** What the mail shows of the product; its name is the SKU's where no product sells it any more. */
export interface Sold extends Pick<OrderItem, "image" | "tint" | "name"> {
  /** The chosen options: "9 cm". */
  readonly options: string;
}

const FOOTER =
  "One mail for each delivery: the next comes after this SKU was restocked and ran low again.";

/**
 * To staff: a SKU has reached the mark that they have set.
 * @param storeUrl where the console is; undefined where nobody has seen the shop yet
 */
export function stockLow(stock: Stock, sold: Sold, storeUrl: string | undefined): Content {
  const { sku, productId, available, reserved, owed, lowStockAt } = stock;
  const name = sold.options ? `${sold.name}, ${sold.options}` : sold.name;
  const count = `${countInWords(Math.max(0, available))} ${available === 1 ? "is" : "are"}`;
  const rows: Sum[] = [
    { label: "Free to sell", value: String(available), weight: "strong" },
    { label: "Reserved for orders", value: String(reserved), weight: "plain" },
    ...(owed > 0
      ? [{ label: "Sold and still to come", value: String(owed), weight: "plain" } as const]
      : []),
    ...(lowStockAt === null
      ? []
      : [{ label: "Told at or below", value: String(lowStockAt), weight: "quiet" } as const]),
  ];
  return {
    subject: `Low stock: ${name}, ${available} left`,
    preview: `${available} of ${name} (${sku}) are free to sell.`,
    title: `${count} left of ${sold.name}.`,
    storeUrl,
    parts: [
      paragraph("SKU ", strong(sku), " is at the mark that is set for it."),
      ...(storeUrl === undefined
        ? []
        : [button("Open the product", `${storeUrl}/admin/products/${productId ?? ""}`)]),
      goods([{ sku, ...sold, detail: sold.options }], storeUrl),
      sums(rows),
      small(FOOTER),
    ],
  };
}
