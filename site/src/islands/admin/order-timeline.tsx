import { estimate } from "#domain/delivery";
import { days } from "../../format.ts";
import { moment } from "./format.ts";
import type { AdminOrder } from "./order-status.tsx";
import { useNow } from "./use-now.ts";

/** The colour of an entry's dot: green for what went well, amber for what deserves a look. */
function toneOf(kind: string): string {
  if (/paid|shipped|delivered|sent/i.test(kind)) return "l";
  if (/cancel|fail|declin|expire|refund|retry/i.test(kind)) return "a";
  return "";
}

/** What the order waits for; undefined where nothing is to come. */
function waitsFor(order: AdminOrder): { title: string; detail: string } | undefined {
  const { from, to } = estimate(new Date(order.createdAt), order.shippingMethod);
  const promised = `Promised to be there ${days(from, to)}.`;
  const some = order.fulfilments.length > 0;
  if (order.status === "PAID") return { title: "Waiting to be packed", detail: promised };
  if (order.status === "PROCESSING" && order.unshipped.length === 0) {
    const pending = order.refunds.some(({ status }) => status === "REQUESTED");
    return pending
      ? { title: "Waiting for the refund", detail: "Nothing else is left to send." }
      : undefined;
  }
  if (order.status === "PROCESSING") {
    const title = some ? "The rest waits to be shipped" : "Waiting to be shipped";
    return { title, detail: promised };
  }
  if (order.status === "PENDING") {
    return { title: "Waiting for payment", detail: "Its stock is reserved until then." };
  }
  return undefined;
}

/** Who did it, where the title does not say so itself. */
function titleOf({ title, actorName }: AdminOrder["timeline"][number]): string {
  return actorName === null || title.includes(actorName) ? title : `${title}, ${actorName}`;
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
            <b>{titleOf(entry)}</b>
            {entry.detail && <small>{entry.detail}</small>}
          </div>
        </li>
      ))}
    </ol>
  );
}
