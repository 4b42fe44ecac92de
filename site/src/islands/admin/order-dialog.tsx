import type { ReactNode } from "react";
import { Dialog } from "../ui/dialog.tsx";
import type { OrderAction } from "./use-order-action.ts";

/** A dialog that changes the order: the one thing it does stands on its right button. */
export function OrderDialog({
  title,
  action,
  verb,
  doing,
  keep,
  grave = false,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  action: OrderAction;
  /** "Give €24.00 back", and while it works "Giving back". */
  verb: string;
  doing: string;
  /** What the left button says. */
  keep: string;
  /** Cannot be undone, and takes something away. */
  grave?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { error, busy } = action;
  return (
    <Dialog title={title} onSubmit={onSubmit} onClose={onClose}>
      {children}
      {error && (
        <p className="wrong" role="alert">
          {error.details[0]?.message ?? error.message}
        </p>
      )}
      <div className="foot-acts">
        <button type="button" className="cb" onClick={onClose}>
          {keep}
        </button>
        <button type="submit" className={grave ? "cb poppy" : "cb sun"} aria-disabled={busy}>
          {busy ? doing : verb}
        </button>
      </div>
    </Dialog>
  );
}
