import { useStored } from "../ui/use-store.ts";
import { useEffect, useRef } from "react";
import { pieces } from "../../format.ts";
import { $drawerOpen, $pieces, ensureCart } from "../../stores/cart.ts";
import { Icon } from "../ui/icon.tsx";
import { ToastList } from "../ui/toasts.tsx";
import { BasketContent } from "./content.tsx";

/** The basket in the header: its count, and the drawer. Without script it is a link to the page. */
export function Basket() {
  const count = useStored($pieces, 0);
  const open = useStored($drawerOpen);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (open && !dialog.current?.open) {
      dialog.current?.showModal();
      void ensureCart();
    }
    if (!open) dialog.current?.close();
  }, [open]);

  // A click beside the drawer closes it; by keyboard that is Escape, which the browser does.
  useEffect(() => {
    const box = dialog.current;
    const beside = (event: MouseEvent) => {
      if (event.target === box) $drawerOpen.set(false);
    };
    box?.addEventListener("click", beside);
    return () => box?.removeEventListener("click", beside);
  }, []);

  return (
    <>
      <a
        className="iconbtn"
        href="/basket"
        aria-label={count > 0 ? `Basket, ${pieces(count, "item")}` : "Basket"}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          $drawerOpen.set(true);
        }}
      >
        <Icon name="basket" />
        {count > 0 && <span className="count">{count > 99 ? "99+" : count}</span>}
      </a>
      <dialog
        ref={dialog}
        className="drawer"
        aria-labelledby="drawer-title"
        onClose={() => $drawerOpen.set(false)}
      >
        <div className="head">
          <h2 className="open" id="drawer-title">
            Basket
          </h2>
          <button
            type="button"
            className="iconbtn"
            aria-label="Close"
            onClick={() => $drawerOpen.set(false)}
          >
            <Icon name="cross" />
          </button>
        </div>
        {open && (
          <>
            <BasketContent />
            {/* A modal dialog makes the rest of the page inert, its toasts too. */}
            <ToastList />
          </>
        )}
      </dialog>
    </>
  );
}
