import { Failed, TopBar } from "./parts.tsx";
import { ProductFormView } from "./product-form.tsx";
import { staffCall } from "./staff-call.ts";
import { useLoad } from "./use-load.ts";

/** One product, loaded by id; null is a new one. */
export default function ProductEditor({ productId }: { productId: string | null }) {
  const loaded = useLoad(productId ?? "new", async (signal) => {
    if (productId === null) return null;
    const { data } = await staffCall("GET /products/:idOrSlug", {
      params: { idOrSlug: productId },
      signal,
    });
    return data;
  });

  if (loaded.data !== undefined) {
    return (
      <ProductFormView
        key={loaded.data ? `${loaded.data.id}.${loaded.data.version}` : "new"}
        initial={loaded.data}
        onReload={loaded.reload}
      />
    );
  }
  const missing = loaded.error?.statusCode === 404;
  return (
    <>
      <TopBar
        title={
          <>
            <a className="faint" href="/admin/products">
              Products
            </a>{" "}
            <span className="faint">/</span>
          </>
        }
      />
      <main className="body">
        {missing && (
          <div className="empty">
            <p>This product is gone.</p>
            <a className="link" href="/admin/products">
              All products
            </a>
          </div>
        )}
        {loaded.error && !missing && (
          <Failed
            what="The product could not be loaded."
            error={loaded.error}
            since={loaded.failedAt}
            retry={loaded.reload}
          />
        )}
        {loaded.slow && !loaded.error && <p className="waiting">Loading the product</p>}
      </main>
    </>
  );
}
