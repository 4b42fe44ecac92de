import { useEffect, useRef } from "react";
import { count, price } from "../../format.ts";
import { dateAndTime } from "./format.ts";
import { useListState, writeListState } from "./list-query.ts";
import { type Order, STATUS_TABS, StatusPills } from "./order-status.tsx";
import { rememberTrail } from "./order-trail.ts";
import { Failed, KeyHints, Mini, Pagination, SkeletonRows, TopBar } from "./parts.tsx";
import { SearchField } from "./search-field.tsx";
import { staffCall } from "./staff-call.ts";
import { useLoad } from "./use-load.ts";
import { useNow } from "./use-now.ts";
import { useRows } from "./use-rows.ts";

const LIMIT = 20;

/** More figurines than this in one order are counted instead of shown. */
const PICTURES = 4;

/** All orders, newest first, by status and text. */
export default function OrderList({ search }: { search: string }) {
  const [state, change] = useListState(search);
  const searchField = useRef<HTMLInputElement>(null);
  const key = JSON.stringify(state);
  const status = STATUS_TABS.find(([one]) => one === state.status)?.[0] || undefined;
  const orders = useLoad(key, (signal) =>
    staffCall("GET /admin/orders", {
      query: {
        page: String(state.page),
        limit: String(LIMIT),
        ...(status ? { status } : {}),
        ...(state.q.trim() ? { q: state.q.trim() } : {}),
      },
      signal,
    }),
  );
  const rows = orders.data?.data ?? [];
  const total = orders.data?.meta?.total ?? 0;
  const { current, setCurrent, body } = useRows(rows.length, key, {
    "/": () => searchField.current?.focus(),
  });
  useEffect(() => {
    if (orders.data) rememberTrail(orders.data.data.map((one) => one.orderNumber));
  }, [orders.data]);

  const filtered = Boolean(status || state.q);
  const now = useNow();
  return (
    <>
      <TopBar title="Orders">
        <SearchField
          value={state.q}
          label="Search orders"
          placeholder="Number, e-mail or name"
          focusRef={searchField}
          onSearch={(q) => change({ ...state, q, page: 1 }, "replace")}
        />
      </TopBar>
      <main className="body">
        <nav className="tabs" aria-label="Status">
          {STATUS_TABS.map(([tab, name]) => (
            <a
              key={name}
              href={`/admin/orders${writeListState({ ...state, status: tab, page: 1 })}`}
              aria-current={(status ?? "") === tab ? "page" : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                change({ ...state, status: tab, page: 1 });
              }}
            >
              {name}
              {(status ?? "") === tab && orders.data && <span className="num">{count(total)}</span>}
            </a>
          ))}
        </nav>
        {orders.error && (
          <Failed
            what="The orders could not be loaded."
            error={orders.error}
            since={orders.failedAt}
            retry={orders.reload}
          />
        )}
        {rows.length > 0 || orders.slow ? (
          <table className="rows" aria-busy={orders.loading}>
            <caption className="sr">Orders, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col" className="hm2">
                  Customer
                </th>
                <th scope="col" className="hm2">
                  Placed
                </th>
                <th scope="col" className="hm2">
                  Figurines
                </th>
                <th scope="col">Status</th>
                <th scope="col" className="r">
                  Sum
                </th>
              </tr>
            </thead>
            {rows.length > 0 ? (
              <tbody ref={body}>
                {rows.map((order, index) => (
                  <OrderRow
                    key={order.orderNumber}
                    order={order}
                    now={now}
                    current={index === current}
                    onFocus={() => setCurrent(index)}
                  />
                ))}
              </tbody>
            ) : (
              <SkeletonRows rows={8} columns={6} />
            )}
          </table>
        ) : (
          orders.data && <NoOrders filtered={filtered} page={state.page} />
        )}
        {orders.data && rows.length > 0 && (
          <Pagination
            page={state.page}
            limit={LIMIT}
            total={total}
            what={total === 1 ? "order" : "orders"}
            href={(page) => `/admin/orders${writeListState({ ...state, page })}`}
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

function NoOrders({ filtered, page }: { filtered: boolean; page: number }) {
  return (
    <div className="empty">
      <p>
        {page > 1
          ? "The list ends before this page."
          : filtered
            ? "No order matches."
            : "No orders yet. The first one will stand here."}
      </p>
      {(filtered || page > 1) && (
        <a className="link" href="/admin/orders">
          All orders
        </a>
      )}
    </div>
  );
}

function OrderRow({
  order,
  now,
  current,
  onFocus,
}: {
  order: Order;
  now: Date;
  current: boolean;
  onFocus: () => void;
}) {
  const pieces = order.items.reduce((sum, item) => sum + item.quantity, 0);
  return (
    <tr className={current ? "at" : undefined}>
      <td>
        <a
          data-row
          className="row num"
          href={`/admin/orders/${order.orderNumber}`}
          onFocus={onFocus}
        >
          <b>{order.orderNumber}</b>
        </a>
        <span className="phone quiet">{order.shippingAddress.name}</span>
      </td>
      <td className="hm2">
        {order.shippingAddress.name}
        <small>{order.email}</small>
      </td>
      <td className="hm2 quiet">{dateAndTime(order.createdAt, now)}</td>
      <td className="hm2">
        <span className="pics">
          {order.items.slice(0, PICTURES).map((item) => (
            <Mini key={item.sku} image={item.image} tint={item.tint} />
          ))}
          <span className="quiet">{count(pieces)}</span>
        </span>
      </td>
      <td>
        <StatusPills status={order.status} short />
      </td>
      <td className="r">{price(order.total)}</td>
    </tr>
  );
}
