import { atom } from "nanostores";
import type { Tint } from "../tint.ts";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly picture?: { readonly url: string; readonly tint: Tint | null };
  /** One thing to do about it, such as Undo. Doing it closes the toast. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const SECONDS = 6;
const MOST_AT_ONCE = 3;

export const $toasts = atom<readonly Toast[]>([]);

let lastId = 0;
const timers = new Map<number, { timeout: ReturnType<typeof setTimeout>; endsAt: number }>();
const remaining = new Map<number, number>();

function start(id: number, milliseconds: number): void {
  const timeout = setTimeout(() => dismiss(id), milliseconds);
  timers.set(id, { timeout, endsAt: Date.now() + milliseconds });
}

/** Shows a toast for six seconds and gives its id. A fourth one pushes the oldest out. */
export function say(toast: Omit<Toast, "id">): number {
  lastId += 1;
  const id = lastId;
  const kept = $toasts.get().slice(-(MOST_AT_ONCE - 1));
  for (const old of $toasts.get()) if (!kept.includes(old)) dismiss(old.id);
  $toasts.set([...kept, { ...toast, id }]);
  start(id, SECONDS * 1000);
  return id;
}

export function dismiss(id: number): void {
  clearTimeout(timers.get(id)?.timeout);
  timers.delete(id);
  remaining.delete(id);
  $toasts.set($toasts.get().filter((toast) => toast.id !== id));
}

/** Stops the clock while somebody reads: the pointer or the focus is on the toasts. */
export function pause(): void {
  for (const [id, timer] of timers) {
    clearTimeout(timer.timeout);
    remaining.set(id, Math.max(0, timer.endsAt - Date.now()));
  }
  timers.clear();
}

/** Lets the clock run on, with at least a second left. */
export function resume(): void {
  for (const [id, left] of remaining) start(id, Math.max(1000, left));
  remaining.clear();
}
