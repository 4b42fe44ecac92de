import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { $toasts, dismiss, pause, resume, say } from "./toasts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const { id } of $toasts.get()) dismiss(id);
  vi.useRealTimers();
});

const texts = () => $toasts.get().map(({ text }) => text);

it("goes after six seconds", () => {
  say({ text: "Fox is in your basket." });
  vi.advanceTimersByTime(5_999);
  expect(texts()).toEqual(["Fox is in your basket."]);
  vi.advanceTimersByTime(1);
  expect(texts()).toEqual([]);
});

it("waits while somebody reads it, and keeps the time it had left", () => {
  say({ text: "Fox" });
  vi.advanceTimersByTime(4_000);
  pause();
  vi.advanceTimersByTime(60_000);
  expect(texts()).toEqual(["Fox"]);
  resume();
  vi.advanceTimersByTime(1_999);
  expect(texts()).toEqual(["Fox"]);
  vi.advanceTimersByTime(1);
  expect(texts()).toEqual([]);
});

it("gives at least a second after it was read", () => {
  say({ text: "Fox" });
  vi.advanceTimersByTime(5_900);
  pause();
  resume();
  vi.advanceTimersByTime(900);
  expect(texts()).toEqual(["Fox"]);
});

it("shows three at most, the newest", () => {
  for (const text of ["Fox", "Owl", "Frog", "Whale"]) say({ text });
  expect(texts()).toEqual(["Owl", "Frog", "Whale"]);
});
