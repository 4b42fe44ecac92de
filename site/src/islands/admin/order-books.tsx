import { price } from "../../format.ts";
import type { AdminOrder } from "./order-status.tsx";

/** Whether order, provider, ledger and reports say the same. Green only where it was measured. */
export function OrderBooks({ order }: { order: AdminOrder }) {
  const { books, version } = order;
  const { agree, provider, stock, reporting } = books;
  const net = (of: { total?: number; charged?: number; refunded: number }) =>
    price((of.total ?? of.charged ?? 0) - of.refunded);
  return (
    <section className="blk">
      <h3>
        Do the books agree?{" "}
        <span className={`pill ${agree === null ? "" : agree ? "l" : "p"}`.trim()}>
          {agree === null ? "Not known" : agree ? "Yes" : "No"}
        </span>
      </h3>
      <dl className="kv">
        <dt>Order</dt>
        <dd>{net(books.order)}</dd>
        <dt>Provider</dt>
        <dd>{provider === null ? "Not known" : net(provider)}</dd>
        <dt>Stock taken</dt>
        <dd>
          {stock.taken} of {stock.of}
        </dd>
        <dt>Reporting</dt>
        <dd>{reporting === null ? "Not asked" : reportingText(reporting.version, version)}</dd>
      </dl>
    </section>
  );
}

function reportingText(shown: number, newest: number): string {
  return shown === newest ? `version ${shown}, same` : `version ${shown} of ${newest}`;
}
