import { useCallback, useEffect, useState } from "react";

/** What a list shows, as it stands in the address. */
export interface ListState {
  readonly status: string;
  readonly q: string;
  readonly page: number;
}

/** Reads `?status&q&page`; what is missing or absurd is left out. */
export function readListState(search: string): ListState {
  const query = new URLSearchParams(search);
  const page = Number(query.get("page"));
  return {
    status: query.get("status") ?? "",
    q: (query.get("q") ?? "").slice(0, 100),
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The query for an address; the defaults are not written. Starts with `?` unless empty. */
export function writeListState({ status, q, page }: ListState): string {
  const query = new URLSearchParams();
  if (status) query.set("status", status);
  if (q.trim()) query.set("q", q.trim());
  if (page > 1) query.set("page", String(page));
  return query.size > 0 ? `?${query}` : "";
}

/**
 * A list's state, kept in the address: Back returns to the page before. Typing replaces the entry
 * in the history, everything else adds one.
 */
export function useListState(
  initialSearch: string,
): readonly [ListState, (next: ListState, history?: "push" | "replace") => void] {
  const [state, setState] = useState(() => readListState(initialSearch));
  useEffect(() => {
    const onPopState = () => setState(readListState(window.location.search));
    window.addEventListener("popstate", onPopState);
    return () => window.removeEventListener("popstate", onPopState);
  }, []);
  const change = useCallback((next: ListState, history: "push" | "replace" = "push") => {
    const url = window.location.pathname + writeListState(next);
    if (history === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
    setState(next);
  }, []);
  return [state, change];
}
