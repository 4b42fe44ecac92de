import { Icon } from "./icon.tsx";
import { type FieldErrors, newVariant, type VariantDraft } from "./product-draft.ts";
import { type Column, isGrid, MAX_VARIANTS, pasteGrid } from "./variant-paste.ts";

export interface StockFigures {
  readonly onHand: number;
  readonly available: number;
  readonly reserved: number;
}

const NAMES: Record<Column, string> = {
  sku: "SKU",
  height: "Height",
  price: "Price, €",
  compareAtPrice: "Before, €",
  stock: "Stock",
};

/** The heights of a product, one a row. Cells of a spreadsheet can be pasted into any of them. */
export function VariantGrid({
  variants,
  errors,
  stock,
  onChange,
  onAdjust,
}: {
  variants: readonly VariantDraft[];
  errors: FieldErrors;
  /** By SKU; missing while it is not known. */
  stock: ReadonlyMap<string, StockFigures>;
  onChange: (variants: VariantDraft[]) => void;
  onAdjust: (sku: string) => void;
}) {
  const set = (row: number, column: Column, value: string) =>
    onChange(variants.map((one, index) => (index === row ? { ...one, [column]: value } : one)));

  const cell = (variant: VariantDraft, row: number, column: Column, fixed = false) => {
    const path = `variants.${row}.${column}`;
    const error = errors[path] ?? (column === "height" ? errors[`${path}s`] : undefined);
    const numeric = column !== "sku" && column !== "height";
    return (
      <td data-label={NAMES[column]} className={numeric ? "r" : undefined}>
        <input
          className={numeric ? "field num" : column === "sku" ? "field mono" : "field"}
          aria-label={`${NAMES[column]} of height ${row + 1}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${path}-wrong` : undefined}
          data-path={path}
          inputMode={column === "stock" ? "numeric" : numeric ? "decimal" : undefined}
          autoComplete="off"
          readOnly={fixed}
          value={variant[column]}
          placeholder={column === "stock" ? "0" : column === "height" ? "9 cm" : undefined}
          onChange={(event) => set(row, column, event.target.value)}
          onPaste={(event) => {
            const text = event.clipboardData.getData("text/plain");
            if (!isGrid(text)) return;
            event.preventDefault();
            onChange(pasteGrid(variants, { row, column }, text));
          }}
        />
        {error && (
          <p id={`${path}-wrong`} className="wrong">
            {error}
          </p>
        )}
      </td>
    );
  };

  return (
    <>
      <table className="variants">
        <caption className="sr">Heights of this product</caption>
        <thead>
          <tr>
            <th scope="col">SKU</th>
            <th scope="col">Height</th>
            <th scope="col" className="r">
              Price, €
            </th>
            <th scope="col" className="r">
              Before, €
            </th>
            <th scope="col" className="r">
              Stock
            </th>
            <th scope="col">
              <span className="sr">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {variants.map((variant, row) => (
            <tr key={variant.key}>
              {cell(variant, row, "sku", variant.exists)}
              {cell(variant, row, "height")}
              {cell(variant, row, "price")}
              {cell(variant, row, "compareAtPrice")}
              {variant.exists ? (
                <td data-label="Stock" className="r">
                  <StockCell
                    sku={variant.sku}
                    figures={stock.get(variant.sku)}
                    onAdjust={() => onAdjust(variant.sku)}
                  />
                </td>
              ) : (
                cell(variant, row, "stock")
              )}
              <td className="row-acts">
                <button
                  type="button"
                  className="cb bare"
                  aria-label={`Remove ${variant.sku || `height ${row + 1}`}`}
                  aria-disabled={variants.length === 1}
                  onClick={() => {
                    if (variants.length > 1) onChange(variants.filter((one) => one !== variant));
                  }}
                >
                  <Icon name="trash" />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="under">
        <button
          type="button"
          className="cb"
          aria-disabled={variants.length >= MAX_VARIANTS}
          onClick={() => {
            if (variants.length < MAX_VARIANTS) onChange([...variants, newVariant()]);
          }}
        >
          <Icon name="plus" />
          Add a height
        </button>
        <span className="faint">
          {variants.length >= MAX_VARIANTS
            ? "Twenty is the most."
            : "Cells of a spreadsheet can be pasted here."}
        </span>
      </div>
      {errors["variants"] && <p className="wrong">{errors["variants"]}</p>}
    </>
  );
}

function StockCell({
  sku,
  figures,
  onAdjust,
}: {
  sku: string;
  figures: StockFigures | undefined;
  onAdjust: () => void;
}) {
  return (
    <span className="stock num">
      {figures && (
        <span>
          {figures.onHand}
          {figures.reserved > 0 && <small> {figures.reserved} reserved</small>}
        </span>
      )}
      <button
        type="button"
        className="cb"
        aria-label={`Adjust the stock of ${sku}`}
        onClick={onAdjust}
      >
        Adjust
      </button>
    </span>
  );
}
