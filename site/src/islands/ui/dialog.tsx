import { type ReactNode, useEffect, useId, useRef } from "react";

/**
 * A modal dialog with a form in it: Enter does what it asks, Escape leaves. The browser keeps the
 * focus inside and gives it back to whoever had it.
 */
export function Dialog({
  title,
  children,
  onSubmit,
  onClose,
}: {
  title: string;
  children: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
}) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="dlg" aria-labelledby={titleId} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <h2 id={titleId}>{title}</h2>
        {children}
      </form>
    </dialog>
  );
}
