import { moment } from "../../format.ts";
import type { OrderStep } from "../../stores/order-steps.ts";

/** What happened to the order, oldest first; the filled dot is what it waits for. */
export function OrderSteps({ steps }: { steps: readonly OrderStep[] }) {
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step.key} className={step.at === null ? "now" : "done"}>
          <b>{step.title}</b>
          {step.detail && <span className="block quiet sm">{step.detail}</span>}
          {step.link && (
            <a className="link sm" href={step.link.url} rel="noreferrer">
              {step.link.label}
            </a>
          )}
          {step.at && (
            <time className="block faint sm num" dateTime={step.at}>
              {moment(step.at)}
            </time>
          )}
        </li>
      ))}
    </ol>
  );
}
