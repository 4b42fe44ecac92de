import { newVariant, type VariantDraft } from "./product-draft.ts";

/** The grid's columns, in the order in which they stand and a spreadsheet's cells are laid out. */
const COLUMNS = ["sku", "height", "price", "compareAtPrice", "stock"] as const;

export type Column = (typeof COLUMNS)[number];

/** The API's limit. */
export const MAX_VARIANTS = 20;

/** Whether pasted text is a piece of a spreadsheet, and not a word for one cell. */
export function isGrid(text: string): boolean {
  return /[\t\n]/.test(text.trim());
}

/**
 * Lays pasted cells over the grid, starting at one cell, and adds rows where they run out. Cells
 * beyond the last column or the twentieth row are dropped, and so are new SKUs and stock for
 * variants that exist: the first is their name, the second moves by adjustments.
 */
export function pasteGrid(
  variants: readonly VariantDraft[],
  at: { readonly row: number; readonly column: Column },
  text: string,
): VariantDraft[] {
  const next = [...variants];
  const firstColumn = COLUMNS.indexOf(at.column);
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  lines.slice(0, MAX_VARIANTS - at.row).forEach((line, lineIndex) => {
    const row = at.row + lineIndex;
    const before = next[row] ?? newVariant();
    const cells: Partial<Record<Column, string>> = {};
    line.split("\t").forEach((cell, cellIndex) => {
      const column = COLUMNS[firstColumn + cellIndex];
      if (column === undefined) return;
      if (before.exists && (column === "sku" || column === "stock")) return;
      cells[column] = cell.trim();
    });
    next[row] = { ...before, ...cells };
  });
  return next;
}
