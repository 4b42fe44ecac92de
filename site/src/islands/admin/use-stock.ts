import { useEffect, useState } from "react";
import type { Product } from "../../page-data.ts";
import { staffCall } from "./staff-call.ts";
import type { StockFigures } from "./variant-grid.tsx";

/**
 * On hand, reserved and available of a product's SKUs, straight from the ledger's side. A SKU
 * whose figures cannot be read is missing: the form works without them.
 */
export function useStock(product: Product | null) {
  const [stock, setStock] = useState<ReadonlyMap<string, StockFigures>>(new Map());
  const skus = product?.variants.map((variant) => variant.sku).join("\n") ?? "";

  useEffect(() => {
    const controller = new AbortController();
    for (const sku of skus.split("\n").filter(Boolean)) {
      staffCall("GET /admin/inventory/:sku", { params: { sku }, signal: controller.signal })
        .then(({ data }) => setStock((before) => new Map(before).set(sku, data)))
        .catch(() => undefined);
    }
    return () => controller.abort();
  }, [skus]);

  const moved = (sku: string, figures: StockFigures) =>
    setStock((before) => new Map(before).set(sku, figures));
  return [stock, moved] as const;
}
