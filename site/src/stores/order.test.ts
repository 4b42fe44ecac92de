import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeApi } from "./fake-api.ts";
import { $order, followOrder, readOrderAddress } from "./order.ts";

const at = (pathname: string, search = "") => readOrderAddress({ pathname, search });
const number = "P-261123-7K2QX";

describe("an order's address", () => {
  it("carries number, token and where the shopper comes from", () => {
    expect(at(`/orders/${number}`, "?token=t&paid=1")).toEqual({
      orderNumber: number,
      token: "t",
      paid: true,
    });
  });
  it("is read from a link that was typed in small letters", () => {
    expect(at(`/orders/${number.toLowerCase()}`)?.orderNumber).toBe(number);
  });
  it("is none without a number", () => {
    expect(at("/orders/mine")).toBeNull();
  });
});

describe("following a payment", () => {
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    $order.set({ kind: "loading" });
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const follow = (paid: boolean) => {
    stop = followOrder({ orderNumber: number, token: "t", paid });
    return vi.advanceTimersByTimeAsync(0);
  };

  it("asks until it is decided, with the token in a header", async () => {
    const statuses = ["PENDING", "PENDING", "PAID"];
    const sent = fakeApi(() => ({ data: { status: statuses.shift() ?? "PAID" } }));
    await follow(true);
    expect($order.get()).toMatchObject({ kind: "known", unclear: false });
    await vi.advanceTimersByTimeAsync(60_000);
    expect($order.get()).toMatchObject({ order: { status: "PAID" } });
    expect(sent).toHaveLength(3);
    expect(sent[0]).toMatchObject({ path: `/orders/${number}` });
    expect(sent[0]?.headers.get("x-order-token")).toBe("t");
  });

  it("says after half a minute that the bank is silent, and asks every minute", async () => {
    const sent = fakeApi(() => ({ data: { status: "PENDING" } }));
    await follow(true);
    await vi.advanceTimersByTimeAsync(33_000);
    expect($order.get()).toMatchObject({ unclear: true });
    const before = sent.length;
    await vi.advanceTimersByTimeAsync(59_000);
    expect(sent.length - before).toBeLessThanOrEqual(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.length - before).toBe(2);
  });

  it("does not ask again where nobody has paid", async () => {
    const sent = fakeApi(() => ({ data: { status: "PENDING" } }));
    await follow(false);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent).toHaveLength(1);
  });

  it("tells an unknown order from a lost line", async () => {
    fakeApi(() => ({
      status: 404,
      error: { code: "ORDER_NOT_FOUND", message: "", statusCode: 404 },
    }));
    await follow(false);
    expect($order.get()).toEqual({ kind: "missing" });
    stop();
    $order.set({ kind: "loading" });
    fakeApi(() => new TypeError("failed to fetch"));
    await follow(false);
    expect($order.get()).toEqual({
      kind: "failed",
      text: "No connection. Your basket is safe here.",
    });
  });

  it("keeps what is known when one question is lost", async () => {
    let lost = false;
    fakeApi(() => (lost ? new TypeError("failed to fetch") : { data: { status: "PENDING" } }));
    await follow(true);
    lost = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect($order.get()).toMatchObject({ kind: "known" });
  });
});
