import { useRef } from "react";
import type { z } from "zod";
import type { inventoryEntry } from "../../../../shared/contracts/inventory.ts";
import { count, options } from "../../format.ts";
import { useListState, writeListState } from "./list-query.ts";
import { Failed, KeyHints, Pagination, SkeletonRows, TopBar } from "./parts.tsx";
import { SearchField } from "./search-field.tsx";
import { staffCall } from "./staff-call.ts";
import { useLoad } from "./use-load.ts";
import { useRows } from "./use-rows.ts";

type Entry = z.input<typeof inventoryEntry>;

const LIMIT = 50;
const TABS = [
  ["", "All"],
  ["low", "Running low"],
] as const;

/** Every SKU with its counters, what runs low first. */
export default function InventoryList({ search }: { search: string }) {
  const [state, change] = useListState(search);
  const searchField = useRef<HTMLInputElement>(null);
  const key = JSON.stringify(state);
  const q = state.q.trim();
  const entries = useLoad(key, (signal) =>
    staffCall("GET /admin/inventory", {
      query: {
        page: String(state.page),
        limit: String(LIMIT),
        ...(q ? { q } : {}),
        ...(state.status === "low" ? { low: "true" } : {}),
      },
      signal,
    }),
  );
  const rows = entries.data?.data ?? [];
  const total = entries.data?.meta?.total ?? 0;
  const { current, setCurrent, body } = useRows(rows.length, key, {
    "/": () => searchField.current?.focus(),
  });

  return (
    <>
      <TopBar title="Inventory">
        <SearchField
          value={state.q}
          label="Search inventory"
          placeholder="SKU or name"
          focusRef={searchField}
          onSearch={(text) => change({ ...state, q: text, page: 1 }, "replace")}
        />
      </TopBar>
      <main className="body">
        <nav className="tabs" aria-label="Views">
          {TABS.map(([status, name]) => (
            <a
              key={status}
              href={`/admin/inventory${writeListState({ ...state, status, page: 1 })}`}
              aria-current={state.status === status ? "page" : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                change({ ...state, status, page: 1 });
              }}
            >
              {name}
            </a>
          ))}
        </nav>
        {entries.error && (
          <Failed
            what="The inventory could not be loaded."
            error={entries.error}
            since={entries.failedAt}
            retry={entries.reload}
          />
        )}
        {rows.length > 0 || entries.slow ? (
          <table className="rows" aria-busy={entries.loading}>
            <caption className="sr">Inventory</caption>
            <thead>
              <tr>
                <th scope="col">SKU</th>
                <th scope="col" className="hm2">
                  Figurine
                </th>
                <th scope="col" className="r">
                  Free
                </th>
                <th scope="col" className="r hm2">
                  Reserved
                </th>
                <th scope="col" className="r">
                  On hand
                </th>
                <th scope="col" className="r hm2">
                  Owed
                </th>
              </tr>
            </thead>
            {rows.length > 0 ? (
              <tbody ref={body}>
                {rows.map((entry, index) => (
                  <EntryRow
                    key={entry.sku}
                    entry={entry}
                    current={index === current}
                    onFocus={() => setCurrent(index)}
                  />
                ))}
              </tbody>
            ) : (
              <SkeletonRows rows={12} columns={6} />
            )}
          </table>
        ) : (
          entries.data && (
            <div className="empty">
              <p>{state.status === "low" && !q ? "Nothing runs low." : "No SKU matches."}</p>
              <a className="link" href="/admin/inventory">
                All SKUs
              </a>
            </div>
          )
        )}
        {entries.data && rows.length > 0 && (
          <Pagination
            page={state.page}
            limit={LIMIT}
            total={total}
            what={total === 1 ? "SKU" : "SKUs"}
            href={(page) => `/admin/inventory${writeListState({ ...state, page })}`}
            onPage={(page) => change({ ...state, page })}
          />
        )}
      </main>
      <KeyHints
        hints={[
          ["J K", "Next, previous"],
          ["Enter", "Open"],
          ["/", "Search"],
        ]}
      />
    </>
  );
}

function EntryRow({
  entry,
  current,
  onFocus,
}: {
  entry: Entry;
  current: boolean;
  onFocus: () => void;
}) {
  const name =
    entry.name === null ? "No longer sold" : `${entry.name}, ${options(entry.options ?? {})}`;
  return (
    <tr className={current ? "at" : undefined}>
      <td className="whole">
        <a data-row className="mono" href={`/admin/inventory/${entry.sku}`} onFocus={onFocus}>
          {entry.sku}
        </a>
        <small className="phone">{name}</small>
      </td>
      <td className="hm2 quiet">{name}</td>
      <td className="r">
        <span className={entry.low ? "hint low" : undefined}>{count(entry.available)}</span>
      </td>
      <td className="r hm2">{count(entry.reserved)}</td>
      <td className="r">{count(entry.onHand)}</td>
      <td className="r hm2">{entry.owed > 0 ? count(entry.owed) : ""}</td>
    </tr>
  );
}
