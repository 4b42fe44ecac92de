import { useRef } from "react";
import { LOW_STOCK } from "#domain/product";
import { count, figurineNumber, price } from "../../format.ts";
import type { Product } from "../../page-data.ts";
import { Icon } from "./icon.tsx";
import { useListState, writeListState } from "./list-query.ts";
import { Failed, Key, KeyHints, Mini, Pagination, SkeletonRows, TopBar } from "./parts.tsx";
import { SearchField } from "./search-field.tsx";
import { staffCall } from "./staff-call.ts";
import { useLoad } from "./use-load.ts";
import { useRows } from "./use-rows.ts";

const LIMIT = 50;

/** All products, newest first, or by text. */
export default function ProductList({ search }: { search: string }) {
  const [state, change] = useListState(search);
  const searchField = useRef<HTMLInputElement>(null);
  const key = JSON.stringify(state);
  const q = state.q.trim();
  const products = useLoad(key, (signal) =>
    staffCall("GET /products", {
      query: {
        page: String(state.page),
        limit: String(LIMIT),
        ...(q ? { q, sort: "relevance" } : { sort: "newest" }),
      },
      signal,
    }),
  );
  const shelves = useLoad("categories", async (signal) => {
    const { data } = await staffCall("GET /categories", { signal });
    return new Map(data.map((category) => [category.slug, category.name]));
  });
  const rows = products.data?.data ?? [];
  const total = products.data?.meta?.total ?? 0;
  const { current, setCurrent, body } = useRows(rows.length, key, {
    "/": () => searchField.current?.focus(),
    n: () => window.location.assign("/admin/products/new"),
  });

  return (
    <>
      <TopBar title="Products">
        <SearchField
          value={state.q}
          label="Search products"
          placeholder="Name or tag"
          focusRef={searchField}
          onSearch={(text) => change({ ...state, q: text, page: 1 }, "replace")}
        />
        <a className="cb sun" href="/admin/products/new" aria-keyshortcuts="n">
          <Icon name="plus" />
          <span className="sr-phone">New product</span>
          <span className="hm2">
            <Key>N</Key>
          </span>
        </a>
      </TopBar>
      <main className="body">
        {products.error && (
          <Failed
            what="The products could not be loaded."
            error={products.error}
            since={products.failedAt}
            retry={products.reload}
          />
        )}
        {rows.length > 0 || products.slow ? (
          <table className="rows products" aria-busy={products.loading}>
            <caption className="sr">Products</caption>
            <thead>
              <tr>
                <th scope="col">Product</th>
                <th scope="col" className="hm2">
                  Number
                </th>
                <th scope="col" className="hm2">
                  Shelf
                </th>
                <th scope="col" className="hm2 r">
                  Heights
                </th>
                <th scope="col" className="r">
                  Stock
                </th>
                <th scope="col" className="r">
                  Price
                </th>
              </tr>
            </thead>
            {rows.length > 0 ? (
              <tbody ref={body}>
                {rows.map((product, index) => (
                  <ProductRow
                    key={product.id}
                    product={product}
                    shelf={shelves.data?.get(product.category) ?? product.category}
                    current={index === current}
                    onFocus={() => setCurrent(index)}
                  />
                ))}
              </tbody>
            ) : (
              <SkeletonRows rows={12} columns={6} />
            )}
          </table>
        ) : (
          products.data && <NoProducts searched={Boolean(q) || state.page > 1} />
        )}
        {products.data && rows.length > 0 && (
          <Pagination
            page={state.page}
            limit={LIMIT}
            total={total}
            what={total === 1 ? "product" : "products"}
            href={(page) => `/admin/products${writeListState({ ...state, page })}`}
            onPage={(page) => change({ ...state, page })}
          />
        )}
      </main>
      <KeyHints
        hints={[
          ["J K", "Next, previous"],
          ["Enter", "Edit"],
          ["N", "New product"],
          ["/", "Search"],
        ]}
      />
    </>
  );
}

function NoProducts({ searched }: { searched: boolean }) {
  return (
    <div className="empty">
      <p>{searched ? "No product matches." : "The shelves are empty."}</p>
      {searched ? (
        <a className="link" href="/admin/products">
          All products
        </a>
      ) : (
        <a className="link" href="/admin/products/new">
          Make the first one
        </a>
      )}
    </div>
  );
}

function ProductRow({
  product,
  shelf,
  current,
  onFocus,
}: {
  product: Product;
  shelf: string;
  current: boolean;
  onFocus: () => void;
}) {
  const out = product.stock === 0;
  const low = !out && product.stock < LOW_STOCK;
  return (
    <tr className={current ? "at" : undefined}>
      <td>
        <span className="who">
          <Mini image={product.images[0]?.url} tint={product.tint} />
          <a data-row href={`/admin/products/${product.id}`} onFocus={onFocus}>
            {product.name}
          </a>
        </span>
      </td>
      <td className="hm2 faint">{product.number === null ? "" : figurineNumber(product.number)}</td>
      <td className="hm2 quiet">{shelf}</td>
      <td className="hm2 r">{product.variants.length}</td>
      <td className="r">
        <span className={out ? "faint" : low ? "hint low" : undefined}>
          {out ? "Sold out" : count(product.stock)}
        </span>
      </td>
      <td className="r">{price(product.price)}</td>
    </tr>
  );
}
