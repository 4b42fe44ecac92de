import { useState } from "react";
import { ApiError } from "../../api/client.ts";
import { options } from "../../format.ts";
import { type Order, requestReturn } from "../../stores/order.ts";
import { say } from "../../stores/toasts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Thumb } from "../ui/figure.tsx";
import { Stepper } from "../ui/stepper.tsx";

interface Props {
  order: Order;
  token: string | undefined;
  onClose: () => void;
}

const REASONS = [
  "Changed my mind",
  "Arrived broken",
  "Not what I ordered",
  "Looks different from its picture",
  "Another reason",
];

/** Which pieces come back, and why; the why is asked for, not demanded. */
export function ReturnDialog({ order, token, onClose }: Props) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map());
  const [reason, setReason] = useState(REASONS[0] ?? "");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const choose = (sku: string, quantity: number) =>
    setChosen((before) => {
      const after = new Map(before);
      if (quantity > 0) after.set(sku, quantity);
      else after.delete(sku);
      return after;
    });

  async function send() {
    if (busy) return;
    if (chosen.size === 0) {
      setProblem("Choose what comes back.");
      return;
    }
    setBusy(true);
    try {
      const lines = [...chosen].map(([sku, quantity]) => ({ sku, quantity, reason }));
      await requestReturn(order.orderNumber, token, { lines, note });
      say({ text: "We have your request, and answer by mail." });
      onClose();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : "That is our fault. Try again.");
      setBusy(false);
    }
  }

  return (
    <Dialog title="What comes back?" onSubmit={() => void send()} onClose={onClose}>
      <ul className="giveback">
        {order.returnable.map(({ sku, quantity }) => {
          const item = order.items.find((one) => one.sku === sku);
          if (!item) return null;
          const many = chosen.get(sku) ?? 0;
          return (
            <li key={sku}>
              <label className="check">
                <input
                  type="checkbox"
                  checked={many > 0}
                  onChange={(event) => choose(sku, event.target.checked ? 1 : 0)}
                />
                <Thumb url={item.image} tint={item.tint} />
                <span>
                  <b>{item.name}</b> <span className="quiet sm">{options(item.options)}</span>
                </span>
              </label>
              {quantity > 1 && many > 0 && (
                <Stepper
                  small
                  value={many}
                  max={quantity}
                  label={`How many ${item.name}`}
                  onChange={(next) => choose(sku, next)}
                />
              )}
            </li>
          );
        })}
      </ul>
      <div className="form">
        <div className="fld">
          <label htmlFor="return-reason">Why, if you like to say</label>
          <select
            id="return-reason"
            className="field select"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          >
            {REASONS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <div className="fld">
          <label htmlFor="return-note">Anything we should know</label>
          <textarea
            id="return-note"
            className="field area"
            rows={3}
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
      </div>
      {problem && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
      <div className="foot-acts">
        <button type="button" className="btn btn-line btn-s" onClick={onClose}>
          Keep everything
        </button>
        <button type="submit" className="btn btn-ink btn-s" aria-disabled={busy}>
          {busy ? "Sending" : "Ask for a return"}
        </button>
      </div>
    </Dialog>
  );
}
