import { useStored } from "../ui/use-store.ts";
import { useEffect } from "react";
import { refreshCart } from "../../stores/cart.ts";
import { $order, followOrder, readOrderAddress } from "../../stores/order.ts";
import { Icon } from "../ui/icon.tsx";
import { OrderKnown } from "./order-known.tsx";
import { OrderPending } from "./order-pending.tsx";

/** One order, for its owner or by its link. The address says which; the page is the same for all. */
export function OrderPage() {
  const state = useStored($order);
  const decided = state.kind === "known" && state.order.status !== "PENDING";

  useEffect(() => {
    const address = readOrderAddress(location);
    if (address) return followOrder(address);
    $order.set({ kind: "missing" });
    return undefined;
  }, []);

  // Paid: the basket is gone. Declined: it is unlocked.
  useEffect(() => {
    if (decided) void refreshCart();
  }, [decided]);

  if (state.kind === "loading") {
    return (
      <div className="page" role="status">
        <h1 className="open">One moment</h1>
        <p className="quiet">Looking for your order.</p>
      </div>
    );
  }
  if (state.kind === "missing") {
    return (
      <div className="page narrow grid gap-4">
        <h1 className="open">No such order here.</h1>
        <p>
          The link in your confirmation mail opens your order, with or without an account. If it is
          on your account, sign in first.
        </p>
        <p className="flex flex-wrap gap-3">
          <a className="btn btn-line" href={`/sign-in?next=${encodeURIComponent(here())}`}>
            Sign in
          </a>
        </p>
      </div>
    );
  }
  if (state.kind === "failed") {
    return (
      <div className="page narrow grid gap-5">
        <h1 className="open">Not now.</h1>
        <div className="alert" role="alert">
          <Icon name="alert" />
          <div>{state.text}</div>
        </div>
        <p>
          <a className="btn btn-line" href={here()}>
            Try again
          </a>
        </p>
      </div>
    );
  }
  return state.order.status === "PENDING" ? (
    <OrderPending
      order={state.order}
      token={state.token}
      paid={state.paid}
      unclear={state.unclear}
    />
  ) : (
    <OrderKnown order={state.order} token={state.token} fresh={state.paid} />
  );
}

function here(): string {
  return typeof location === "undefined" ? "/orders" : location.pathname + location.search;
}
