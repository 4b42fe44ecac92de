import { useStored } from "../ui/use-store.ts";
import { useEffect, useState } from "react";
import { ApiError, call } from "../../api/client.ts";
import { day, price } from "../../format.ts";
import type { Order } from "../../stores/order.ts";
import { $user, loadSession, signOut } from "../../stores/session.ts";
import { say } from "../../stores/toasts.ts";
import { Thumb } from "../ui/figure.tsx";
import { Icon } from "../ui/icon.tsx";
import { statusPill } from "./status.ts";

type State =
  | { kind: "asking" }
  | { kind: "guest" }
  | { kind: "failed"; text: string }
  | { kind: "orders"; orders: readonly Order[]; total: number };

const PER_PAGE = 20;

/** One page of my orders, after those that are known. Never rejects. */
async function readOrders(page: number, known: readonly Order[]): Promise<State> {
  try {
    await loadSession();
    if (!$user.get()) return { kind: "guest" };
    const query = { page: String(page), limit: String(PER_PAGE) };
    const { data, meta } = await call("GET /orders", { query });
    return { kind: "orders", orders: [...known, ...data], total: meta?.total ?? data.length };
  } catch (error) {
    const text = error instanceof ApiError ? error.message : "That is our fault.";
    return { kind: "failed", text };
  }
}

/** My orders when signed in; how to find one when not. */
export function OrderList() {
  const user = useStored($user);
  const [state, setState] = useState<State>({ kind: "asking" });
  const load = (page: number, known: readonly Order[]) =>
    void readOrders(page, known).then(setState);

  useEffect(() => {
    void readOrders(1, []).then(setState);
  }, []);

  if (state.kind === "asking")
    return (
      <p className="quiet" role="status">
        Looking for your orders
      </p>
    );
  if (state.kind === "failed") {
    return (
      <div className="alert narrow" role="alert">
        <Icon name="alert" />
        <div>
          {state.text}{" "}
          <button type="button" className="link" onClick={() => load(1, [])}>
            Try again
          </button>
        </div>
      </div>
    );
  }
  if (state.kind === "guest" || user === null) return <Guest />;
  const { orders, total } = state;
  return (
    <>
      {orders.length === 0 ? (
        <p>
          None yet.{" "}
          <a className="link" href="/search?sort=newest">
            See what is new
          </a>
        </p>
      ) : (
        <ul>
          {orders.map((order) => (
            <li key={order.orderNumber}>
              <OrderRow order={order} />
            </li>
          ))}
        </ul>
      )}
      {orders.length < total && (
        <button
          type="button"
          className="btn btn-line btn-s"
          onClick={() => load(Math.floor(orders.length / PER_PAGE) + 1, orders)}
        >
          Older ones
        </button>
      )}
      <p className="mt-10 flex flex-wrap gap-x-6">
        <button type="button" className="link" onClick={() => void leave(false)}>
          Sign out
        </button>
        <button type="button" className="link" onClick={() => void leave(true)}>
          Sign out everywhere
        </button>
      </p>
    </>
  );
}

async function leave(everywhere: boolean) {
  try {
    await signOut(everywhere);
    say({ text: everywhere ? "You are signed out on every device." : "You are signed out here." });
  } catch {
    say({ text: "You are still signed in: the shop did not answer. Try again." });
  }
}

function OrderRow({ order }: { order: Order }) {
  const pill = statusPill(order.status);
  return (
    <a className="orderrow" href={`/orders/${order.orderNumber}`}>
      <span className="row" aria-hidden="true">
        {order.items.slice(0, 5).map((item) => (
          <Thumb key={item.sku} url={item.image} tint={item.tint} />
        ))}
      </span>
      <span>
        <b className="num" style={{ fontWeight: 620 }}>
          {order.orderNumber}
        </b>
        <span className="block quiet sm">{day(order.createdAt)}</span>
      </span>
      <span className="text-right">
        <span className="num">{price(order.total)}</span>
        <span className="block mt-1">
          <span className={`pill ${pill.tone}`}>{pill.label}</span>
        </span>
      </span>
    </a>
  );
}

function Guest() {
  return (
    <div className="narrow grid gap-4">
      <p>
        Bought without an account? The link in your confirmation mail opens the order. It needs no
        password.
      </p>
      <p>With an account, sign in and all your orders stand here.</p>
      <p className="flex flex-wrap gap-3">
        <a className="btn btn-sun" href="/sign-in?next=/orders">
          Sign in
        </a>
        <a className="btn btn-line" href="/register">
          Open an account
        </a>
      </p>
      <p className="quiet sm">
        The mail is gone?{" "}
        <a className="link" href="/imprint#write">
          Write to us
        </a>{" "}
        from the address you ordered with.
      </p>
    </div>
  );
}
