import { taxName } from "../../delivery.ts";
import { fee, price } from "../../format.ts";

interface Promotion {
  readonly code: string | null;
  readonly title: string;
  readonly kind: string;
  readonly amount: number;
}

export interface Sums {
  readonly subtotal: number;
  readonly promotions: readonly Promotion[];
  readonly shipping: number;
  readonly taxes: readonly { readonly percent: number; readonly tax: number }[];
  readonly taxIncluded: boolean;
  readonly total: number;
}

/** What goods, promotions, post and tax come to; the same for a basket and for an order. */
export function SumLines({ sums, method }: { sums: Sums; method: string }) {
  const goods = sums.promotions.filter(({ kind, amount }) => kind !== "shipping" && amount > 0);
  const waived = sums.promotions.find(({ kind, amount }) => kind === "shipping" && amount > 0);
  return (
    <div className="sum num" aria-live="polite">
      <div>
        <span>Figurines</span>
        <span>{price(sums.subtotal)}</span>
      </div>
      {goods.map(({ code, title, amount }) => (
        <div key={code ?? title}>
          <span>{code ? `${title} (${code})` : title}</span>
          <span>−{price(amount)}</span>
        </div>
      ))}
      <div>
        <span>{waived ? `${method}, ${waived.title}` : method}</span>
        <span>{fee(sums.shipping)}</span>
      </div>
      {sums.taxes.map((tax) => (
        <div className={sums.taxIncluded ? "quiet" : ""} key={tax.percent}>
          <span>{taxName(tax.percent, sums.taxIncluded)}</span>
          <span>{price(tax.tax)}</span>
        </div>
      ))}
      <div className="tot">
        <b>Total</b>
        <b className="open">{price(sums.total)}</b>
      </div>
    </div>
  );
}
