import { useEffect, useRef, useState } from "react";
import type { Product } from "../../page-data.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { Icon } from "./icon.tsx";
import { LiveTile } from "./live-tile.tsx";
import { KeyHints, TopBar } from "./parts.tsx";
import { PictureList } from "./picture-list.tsx";
import { ProductFields } from "./product-fields.tsx";
import { SaveBar } from "./save-bar.tsx";
import { staffCall } from "./staff-call.ts";
import { StockDialog } from "./stock-dialog.tsx";
import { TintField } from "./tint-field.tsx";
import { useLoad } from "./use-load.ts";
import { useProductForm } from "./use-product-form.ts";
import { useStock } from "./use-stock.ts";
import { VariantGrid } from "./variant-grid.tsx";

/** How long a word of success stays; design.md. */
const TOAST_MS = 6_000;

/** The one form of a product, with its tile beside it. */
export function ProductFormView({
  initial,
  onReload,
}: {
  initial: Product | null;
  onReload: () => void;
}) {
  const form = useProductForm(initial);
  const { draft, errors, product } = form;
  const [stock, stockMoved] = useStock(product);
  const [adjusting, setAdjusting] = useState<string>();
  const [deleting, setDeleting] = useState(false);
  const [said, setSaid] = useState("");
  const categories = useLoad("categories", async (signal) => {
    const { data } = await staffCall("GET /categories", { signal });
    return data;
  });

  async function save(): Promise<void> {
    const isNew = product === null;
    const after = await form.save();
    if (after === undefined) return;
    setSaid(isNew ? `${after.name} is on the shelf.` : `${after.name} is saved.`);
    // Reload and Back then lead to the product, not to an empty form.
    if (isNew) window.history.replaceState(null, "", `/admin/products/${after.id}`);
  }

  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "s" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) void latest.current();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(""), TOAST_MS);
    return () => clearTimeout(timer);
  }, [said]);

  const available = product
    ? product.variants.reduce(
        (sum, variant) => sum + (stock.get(variant.sku)?.available ?? variant.stock),
        0,
      )
    : undefined;

  return (
    <>
      <TopBar
        title={
          <>
            <a className="faint" href="/admin/products">
              Products
            </a>{" "}
            <span className="faint">/</span> {product?.name ?? "New"}
          </>
        }
      >
        {product && (
          <a className="cb" href={`/products/${product.slug}`}>
            <Icon name="external" />
            See it in the shop
          </a>
        )}
      </TopBar>
      <main className="body">
        <form
          className="edit"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <div className="m">
            <ProductFields
              draft={draft}
              errors={errors}
              categories={categories.data ?? []}
              onChange={(values) => form.change(values)}
            />
            <fieldset>
              <legend>
                Heights<small>The first one is the tile’s price.</small>
              </legend>
              <VariantGrid
                variants={draft.variants}
                errors={errors}
                stock={stock}
                onChange={(variants) => form.change({ variants })}
                onAdjust={setAdjusting}
              />
            </fieldset>
            <fieldset>
              <legend>
                Pictures<small>The first one stands on the tile.</small>
              </legend>
              <PictureList
                pictures={draft.pictures}
                tint={draft.tint}
                errors={errors}
                onChange={(change) =>
                  form.change((before) => ({ pictures: change(before.pictures) }))
                }
              />
            </fieldset>
            {/* Enter in any field saves, as in every form. */}
            <button type="submit" hidden>
              Save
            </button>
          </div>
          <aside aria-label="How the shop shows it">
            <div className="hold">
              <LiveTile draft={draft} number={product?.number ?? null} stock={available} />
              <TintField tint={draft.tint} onChange={(tint) => form.change({ tint })} />
              {product && (
                <div>
                  <button type="button" className="cb" onClick={() => setDeleting(true)}>
                    <Icon name="trash" />
                    Delete {product.name}
                  </button>
                </div>
              )}
            </div>
          </aside>
        </form>
      </main>
      <output className="toast">{said}</output>
      {form.changed || form.failure ? (
        <SaveBar form={form} onSave={() => void save()} onReload={onReload} />
      ) : (
        <KeyHints hints={[["⌘S", "Save"]]} />
      )}
      {adjusting !== undefined && (
        <StockDialog
          sku={adjusting}
          figures={stock.get(adjusting)}
          onMoved={(figures) => {
            stockMoved(adjusting, figures);
            setAdjusting(undefined);
            setSaid(`${adjusting}: ${figures.onHand} on hand.`);
          }}
          onClose={() => setAdjusting(undefined)}
        />
      )}
      {deleting && product && (
        <DeleteDialog
          product={product}
          onDeleted={() => {
            form.release();
            window.location.assign("/admin/products");
          }}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}
