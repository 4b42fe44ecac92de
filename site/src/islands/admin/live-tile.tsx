import { count, figurineNumber, price } from "../../format.ts";
import { tintProperties } from "../../tint.ts";
import { parseAmount, type ProductDraft } from "./product-draft.ts";

/** The product's tile as the shop will show it, while it is typed. */
export function LiveTile({
  draft,
  number,
  stock,
}: {
  draft: ProductDraft;
  number: number | null;
  /** Available pieces of all heights; undefined while unknown. */
  stock: number | undefined;
}) {
  const picture = draft.pictures[0];
  const first = draft.variants[0];
  const now = parseAmount(first?.price ?? "");
  const before = parseAmount(first?.compareAtPrice ?? "");
  const cut = now !== undefined && before !== undefined && before > now;
  const gone = stock === 0;
  return (
    <div className={gone ? "tile gone" : "tile"}>
      <div className="stage tinted" style={tintProperties(draft.tint)}>
        <span className="floor" />
        <div className="fig">
          {picture?.url && (
            <>
              <img className="shade" src={picture.url} alt="" aria-hidden="true" />
              <img src={picture.url} alt={picture.alt} width={240} height={240} />
            </>
          )}
        </div>
      </div>
      <div className="label">
        <b>{draft.name || "Without a name"}</b>
        <span className="price">
          {cut ? (
            <>
              <span className="cut">{price(now)}</span>
              <s>{price(before)}</s>
            </>
          ) : (
            now !== undefined && price(now)
          )}
        </span>
        <span className="no">{number === null ? "" : figurineNumber(number)}</span>
        <span className={stock !== undefined && stock > 0 && stock < 10 ? "hint low" : "hint"}>
          {gone ? "Sold out" : stock !== undefined && stock < 10 ? `${count(stock)} left` : ""}
        </span>
      </div>
    </div>
  );
}
