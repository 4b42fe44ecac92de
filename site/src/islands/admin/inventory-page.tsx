import { useState } from "react";
import type { z } from "zod";
import type { inventory, stockMovement } from "../../../../shared/contracts/inventory.ts";
import { count, options } from "../../format.ts";
import { moment } from "./format.ts";
import { Failed, Key, KeyHints, TopBar } from "./parts.tsx";
import { PolicyDialog } from "./policy-dialog.tsx";
import { StockDialog } from "./stock-dialog.tsx";
import { staffCall } from "./staff-call.ts";
import { useKeys } from "./use-keys.ts";
import { useLoad } from "./use-load.ts";
import { useNow } from "./use-now.ts";

type Inventory = z.input<typeof inventory>;
type Movement = z.input<typeof stockMovement>;

/** The newest movements that one page shows; older ones are a page further. */
const LIMIT = 50;

/** One SKU: its counters, how it is sold, and every movement that led to them. */
export default function InventoryPage({ sku }: { sku: string }) {
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<"stock" | "policy">();
  const stock = useLoad(sku, async (signal) => {
    const { data } = await staffCall("GET /admin/inventory/:sku", { params: { sku }, signal });
    return data;
  });
  const goods = useLoad(`${sku} goods`, async (signal) => {
    const { data } = await staffCall("GET /admin/inventory", { query: { q: sku }, signal });
    return data.find((one) => one.sku === sku) ?? null;
  });
  const ledger = useLoad(`${sku} ${page} ${stock.data?.onHand ?? ""}`, (signal) =>
    staffCall("GET /admin/inventory/:sku/movements", {
      params: { sku },
      query: { page: String(page), limit: String(LIMIT) },
      signal,
    }),
  );
  useKeys({
    m: () => stock.data && setOpen("stock"),
    h: () => stock.data && setOpen("policy"),
  });
  const total = ledger.data?.meta?.total ?? 0;

  return (
    <>
      <TopBar
        title={
          <>
            <a className="faint" href="/admin/inventory">
              Inventory
            </a>{" "}
            <span className="faint">/</span> <span className="num">{sku}</span>
          </>
        }
      />
      <main className="body">
        {stock.error && (
          <Failed
            what={stock.error.statusCode === 404 ? "" : "The stock could not be loaded."}
            error={stock.error}
            since={stock.error.statusCode === 404 ? undefined : stock.failedAt}
            retry={stock.reload}
          />
        )}
        {stock.data && (
          <>
            <h2 className="what">
              {goods.data?.name && goods.data.productId ? (
                <a href={`/admin/products/${goods.data.productId}`}>
                  {[goods.data.name, options(goods.data.options ?? {})].filter(Boolean).join(", ")}
                </a>
              ) : (
                sku
              )}
            </h2>
            <Counters stock={stock.data} />
            <div className="acts">
              <button type="button" className="cb" onClick={() => setOpen("policy")}>
                How it is sold
                <span className="hm2">
                  <Key>H</Key>
                </span>
              </button>
              <button type="button" className="cb sun" onClick={() => setOpen("stock")}>
                Move stock
                <span className="hm2">
                  <Key>M</Key>
                </span>
              </button>
            </div>
          </>
        )}
        <div className="h">
          <h2>Ledger</h2>
        </div>
        {ledger.error && (
          <Failed
            what="The ledger could not be loaded."
            error={ledger.error}
            since={ledger.failedAt}
            retry={ledger.reload}
          />
        )}
        {ledger.data && <Ledger movements={ledger.data.data} />}
        {total > page * LIMIT && (
          <button type="button" className="cb" onClick={() => setPage(page + 1)}>
            Older ones
          </button>
        )}
      </main>
      <KeyHints
        hints={[
          ["M", "Move stock"],
          ["H", "How it is sold"],
        ]}
      />
      {open === "stock" && stock.data && (
        <StockDialog
          sku={sku}
          figures={stock.data}
          onMoved={() => {
            setOpen(undefined);
            stock.reload();
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === "policy" && stock.data && (
        <PolicyDialog
          sku={sku}
          stock={stock.data}
          onDone={(after) => {
            setOpen(undefined);
            stock.replace(after);
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

function Counters({ stock }: { stock: Inventory }) {
  const figures = [
    ["Free to sell", stock.available, stock.low],
    ["Reserved", stock.reserved, false],
    ["On hand", stock.onHand, false],
    ...(stock.owed > 0 ? ([["Owed to paid orders", stock.owed, true]] as const) : []),
    ...(stock.allocated > 0
      ? ([["Come in for paid orders", stock.allocated, false]] as const)
      : []),
  ] as const;
  return (
    <dl className="stats">
      {figures.map(([label, value, low]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={low ? "hint low" : undefined}>{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

const KINDS: Record<Movement["kind"], string> = {
  opening: "Opening stock",
  adjustment: "Moved by hand",
  sale: "Sold",
  restock: "Back into stock",
};

function Ledger({ movements }: { movements: readonly Movement[] }) {
  const now = useNow();
  if (movements.length === 0) return <p className="quiet">Nothing has moved yet.</p>;
  return (
    <table className="rows">
      <caption className="sr">Movements, newest first</caption>
      <thead>
        <tr>
          <th scope="col" className="brief">
            When
          </th>
          <th scope="col">What</th>
          <th scope="col" className="hm2">
            Why
          </th>
          <th scope="col" className="r">
            Pieces
          </th>
        </tr>
      </thead>
      <tbody>
        {movements.map((one) => (
          <tr key={one.id}>
            <td className="num quiet">{moment(one.at, now)}</td>
            <td className="whole">
              {KINDS[one.kind]}
              {one.orderNumber && (
                <>
                  {" "}
                  <a className="mono" href={`/admin/orders/${one.orderNumber}`}>
                    {one.orderNumber}
                  </a>
                </>
              )}
            </td>
            <td className="hm2 quiet">{one.reason}</td>
            <td className="r num">{one.quantity > 0 ? `+${one.quantity}` : `−${-one.quantity}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
