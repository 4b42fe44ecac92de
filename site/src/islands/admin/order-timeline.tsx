import { moment } from "./format.ts";
import { type AdminOrder, canShip } from "./order-status.tsx";
import { useNow } from "./use-now.ts";

/** The colour of an entry's dot: green for what went well, amber for what deserves a look. */
function toneOf(kind: string): string {
  if (/paid|shipped|delivered|sent/i.test(kind)) return "l";
  if (/cancel|fail|declin|expire|refund|retry/i.test(kind)) return "a";
  return "";
}

/** What the order waits for; undefined where nothing is to come. */
function waitsFor(order: AdminOrder): { title: string; detail: string } | undefined {
  if (canShip(order.status)) {
    return {
      title: "Waiting to be shipped",
      detail: "The customer is told by mail when it leaves.",
    };
  }
  if (order.status === "PENDING") {
    return { title: "Waiting for payment", detail: "Its stock is reserved until then." };
  }
  return undefined;
}

/** What happened to an order, newest first, with what it waits for on top. */
export function OrderTimeline({ order }: { order: AdminOrder }) {
  const now = useNow();
  const waiting = waitsFor(order);
  return (
    <ol className="tl num">
      {waiting && (
        <li>
          <time>now</time>
          <span className="pt n" />
          <div>
            <b>{waiting.title}</b>
            <small>{waiting.detail}</small>
          </div>
        </li>
      )}
      {order.timeline.map((entry, index) => (
        <li key={index}>
          <time dateTime={entry.at}>{moment(entry.at, now)}</time>
          <span className={`pt ${toneOf(entry.kind)}`.trim()} />
          <div>
            <b>{entry.title}</b>
            {entry.detail && <small>{entry.detail}</small>}
          </div>
        </li>
      ))}
    </ol>
  );
}
