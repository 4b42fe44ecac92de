import type { ReactNode } from "react";
import type { ApiError } from "../../api/client.ts";
import { type Tint, tintProperties } from "../../tint.ts";
import { range, timeOfDay } from "./format.ts";
import { Icon } from "./icon.tsx";
import { pagesAround } from "./pages-around.ts";

/** A figurine on its tile, as small as a table row allows. The name stands beside it. */
export function Mini({ image, tint }: { image: string | null | undefined; tint: Tint | null }) {
  return (
    <span className="mini tinted" style={tintProperties(tint)}>
      {image && <img src={image} alt="" width={24} height={24} loading="lazy" />}
    </span>
  );
}

/** The bar above every page of the console: where you are, then what you can do here. */
export function TopBar({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="cmd">
      <h1>{title}</h1>
      {children}
    </header>
  );
}

/** The key of a control, for eyes only: screen readers hear of it by `aria-keyshortcuts`. */
export function Key({ children }: { children: ReactNode }) {
  return (
    <kbd className="k" aria-hidden="true">
      {children}
    </kbd>
  );
}

/** The page's keys, along its lower edge; a phone has none. */
export function KeyHints({ hints }: { hints: readonly (readonly [keys: string, does: string])[] }) {
  return (
    <footer className="keys" aria-label="Keys">
      {hints.map(([keys, does]) => (
        <span key={keys}>
          <kbd className="k">{keys}</kbd>
          {does}
        </span>
      ))}
    </footer>
  );
}

/** What failed, since when, and the way to try again. */
export function Failed({
  what,
  error,
  since,
  retry,
}: {
  what: string;
  error: ApiError;
  since: Date | undefined;
  retry: () => void;
}) {
  const reason =
    error.code === "NETWORK" ? "There is no connection." : error.message || "That is our fault.";
  return (
    <div className="failed" role="alert">
      <Icon name="alert" />
      <p>
        <b>{what}</b> {reason}
        {since && <span className="num faint"> Since {timeOfDay(since)}.</span>}
      </p>
      <button type="button" className="cb" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

/** Rows that stand where the answer will; hidden from screen readers, which hear "Loading". */
export function SkeletonRows({ rows, columns }: { rows: number; columns: number }) {
  return (
    <tbody aria-hidden="true" className="skeleton">
      {Array.from({ length: rows }, (_row, row) => (
        <tr key={row}>
          {Array.from({ length: columns }, (_column, column) => (
            <td key={column}>
              <i style={{ width: `${[62, 48, 70, 40, 55][(row + column) % 5]}%` }}>{"\u00a0"}</i>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** The exact range, then the pages around this one. `href` gives the address of a page. */
export function Pagination({
  page,
  limit,
  total,
  what,
  href,
  onPage,
}: {
  page: number;
  limit: number;
  total: number;
  what: string;
  href: (page: number) => string;
  onPage: (page: number) => void;
}) {
  const last = Math.max(1, Math.ceil(total / limit));
  const link = (to: number, label: ReactNode, name?: string) => (
    <a
      key={`${name ?? ""}${to}`}
      href={href(to)}
      aria-current={name === undefined && to === page ? "page" : undefined}
      aria-label={name}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onPage(to);
      }}
    >
      {label}
    </a>
  );
  return (
    <nav className="pager num" aria-label="Pages">
      <p aria-live="polite">
        {range(page, limit, total)} {what}
      </p>
      {last > 1 && (
        <div>
          {page > 1 && link(page - 1, "Previous", "Previous page")}
          {pagesAround(page, last).map((one, index) =>
            one === undefined ? <span key={`gap${index}`}>…</span> : link(one, one),
          )}
          {page < last && link(page + 1, "Next", "Next page")}
        </div>
      )}
    </nav>
  );
}
