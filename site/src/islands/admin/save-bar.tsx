import { anotherLook } from "./form-failure.tsx";
import { Key } from "./parts.tsx";
import type { ProductForm } from "./use-product-form.ts";

/** Stands at the lower edge while something is unsaved, and says why it could not be saved. */
export function SaveBar({
  form,
  onSave,
  onReload,
}: {
  form: ProductForm;
  onSave: () => void;
  onReload: () => void;
}) {
  const { product, failure, errors, busy } = form;
  const wrong = Object.keys(errors).length;
  const newer = failure?.code === "PRODUCT_CHANGED";
  return (
    <footer className="save" aria-label="Saving">
      <p role={failure || wrong > 0 ? "alert" : undefined}>
        {newer
          ? "Someone saved this product after you opened it."
          : wrong > 0
            ? anotherLook(wrong)
            : failure
              ? failure.message
              : product
                ? "Not saved yet."
                : "Not on the shelf yet."}
      </p>
      <button
        type="button"
        className="cb"
        onClick={() => {
          form.discard();
          if (newer) onReload();
        }}
      >
        {newer ? "Load theirs" : "Discard"}
      </button>
      <button type="button" className="cb sun" aria-disabled={busy} onClick={onSave}>
        {busy ? "Saving" : product ? "Save" : "Create"}
        <span className="hm2">
          <Key>⌘S</Key>
        </span>
      </button>
    </footer>
  );
}
