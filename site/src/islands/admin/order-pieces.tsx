import { options } from "../../format.ts";
import type { AdminOrder } from "./order-status.tsx";
import { Mini } from "./parts.tsx";

export type Pieces = AdminOrder["unshipped"];

/** How many of which item: a dialog's choice. `from` is the most that may be chosen. */
export function PiecesPicker({
  order,
  from,
  chosen,
  legend,
  onChange,
}: {
  order: AdminOrder;
  from: Pieces;
  chosen: Pieces;
  legend: string;
  onChange: (pieces: Pieces) => void;
}) {
  const set = (sku: string, quantity: number) => {
    const others = chosen.filter((one) => one.sku !== sku);
    onChange(quantity > 0 ? [...others, { sku, quantity }] : others);
  };
  return (
    <fieldset className="pieces">
      <legend className="sr">{legend}</legend>
      {from.map(({ sku, quantity: most }) => {
        const item = order.items.find((one) => one.sku === sku);
        if (!item) return null;
        const many = chosen.find((one) => one.sku === sku)?.quantity ?? 0;
        return (
          <label key={sku}>
            <Mini image={item.image} tint={item.tint} />
            <span>
              {item.name} <span className="faint thin">{options(item.options)}</span>
            </span>
            <input
              type="number"
              className="field num"
              min={0}
              max={most}
              value={many}
              aria-label={`${item.name}, of ${most}`}
              onChange={(event) => set(sku, clamp(event.target.valueAsNumber, most))}
            />
            <span className="faint num">of {most}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

function clamp(value: number, most: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(most, Math.trunc(value))) : 0;
}
