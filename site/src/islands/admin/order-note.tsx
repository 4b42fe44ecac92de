import { useState } from "react";
import type { AdminOrder } from "./order-status.tsx";
import { staffCall } from "./staff-call.ts";
import { useOrderAction } from "./use-order-action.ts";

/** A note for the team, into the timeline. What was typed stays where it could not be stored. */
export function OrderNote({
  order,
  onDone,
}: {
  order: AdminOrder;
  onDone: (order: AdminOrder) => void;
}) {
  const [text, setText] = useState("");
  const action = useOrderAction((after) => {
    setText("");
    onDone(after);
  });
  return (
    <form
      className="note2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        void action.run(() =>
          staffCall("POST /admin/orders/:orderNumber/notes", {
            params: { orderNumber: order.orderNumber },
            body: { text: text.trim() },
          }),
        );
      }}
    >
      <input
        id="note"
        className="field"
        placeholder="Write a note, only the team sees it"
        aria-label="Note"
        value={text}
        maxLength={2000}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="cb" aria-disabled={action.busy}>
        {action.busy ? "Adding" : "Add note"}
      </button>
      {action.error && (
        <p className="wrong" role="alert">
          {action.error.message}
        </p>
      )}
    </form>
  );
}
