import { useCallback, useEffect, useRef, useState } from "react";
import { LOW_STOCK } from "#domain/product";
import { call } from "../../api/client.ts";
import { promise } from "../../delivery.ts";
import { fee, options, price } from "../../format.ts";
import { defaultVariant, inOrder, optionName, stockHint, type Variant } from "../../offer.ts";
import { addAndSay } from "../../stores/basket-actions.ts";
import type { Tint } from "../../tint.ts";
import { SunButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Stepper } from "../ui/stepper.tsx";
import { RestockNotice } from "./restock-notice.tsx";

interface Props {
  slug: string;
  name: string;
  sku: string;
  description: string;
  variants: readonly Variant[];
  picture: string | undefined;
  tint: Tint | null;
  /** In major units; undefined where nothing is sent at home. */
  post: number | undefined;
}

/** Price, heights, quantity and the button. The page may be minutes old: price and stock are asked again. */
export function BuyBox({ slug, name, sku, description, picture, tint, post, ...published }: Props) {
  const [variants, setVariants] = useState(published.variants);
  const [chosenSku, setChosen] = useState(
    () => defaultVariant({ sku, variants: [...published.variants] })?.sku,
  );
  const [quantity, setQuantity] = useState(1);
  const [busy, setBusy] = useState(false);
  // By the reader's calendar: the page may have been published on another day.
  const [coming, setComing] = useState<string>();
  const heights = useRef<HTMLFieldSetElement>(null);

  const refresh = useCallback(
    (signal?: AbortSignal) =>
      call("GET /products/:idOrSlug", { params: { idOrSlug: slug }, ...(signal && { signal }) })
        .then(({ data }) => setVariants(inOrder(data.variants)))
        .catch(() => undefined),
    [slug],
  );

  useEffect(() => {
    // Somebody may have chosen before this script was there; the browser also restores choices.
    const checked = heights.current?.querySelector<HTMLInputElement>("input:checked");
    if (checked) setChosen(checked.value);
    setComing(promise(new Date()));
    const leaving = new AbortController();
    void refresh(leaving.signal);
    return () => leaving.abort();
  }, [refresh]);

  const chosen = variants.find((variant) => variant.sku === chosenSku) ?? variants[0];
  if (!chosen) return <p className="lede">{description}</p>;
  const max = chosen.backorder ? 99 : Math.min(99, chosen.stock);
  const pieces = Math.max(1, Math.min(quantity, max));
  const hint = stockHint(chosen, variants);
  // More pieces than the house has: they are promised for later, and said so before the button.
  const later = pieces > chosen.stock;
  const gone = chosen.stock <= 0 && !chosen.backorder;
  const { price: now, compareAtPrice: before } = chosen;

  async function addToBasket() {
    if (busy || !chosen) return;
    setBusy(true);
    const added = await addAndSay({ sku: chosen.sku, name, picture, tint }, pieces);
    if (added) setQuantity(1);
    setBusy(false);
  }

  const button = (
    <SunButton busy={busy} busyLabel="Adding" disabled={gone} onClick={() => void addToBasket()}>
      {gone ? "Sold out" : "Add to basket"}
    </SunButton>
  );

  return (
    <>
      <div className="row" aria-live="polite">
        <span className="price">
          {before === null ? price(now) : <span className="cut">{price(now)}</span>}
          {before !== null && (
            <s>
              <span className="sr">was </span>
              {price(before)}
            </s>
          )}
        </span>
      </div>
      <p className="lede">{description}</p>
      {variants.length > 1 && (
        <fieldset className="opt" ref={heights}>
          <legend>{optionName(variants)}</legend>
          <div className="seg">
            {variants.map((variant, index) => (
              <label
                key={variant.sku}
                className={variant.stock > 0 || variant.backorder ? "" : "gone"}
              >
                <input
                  type="radio"
                  name="variant"
                  value={variant.sku}
                  data-nth={index + 1}
                  defaultChecked={variant.sku === chosenSku}
                  onChange={() => setChosen(variant.sku)}
                />
                {options(variant.options)}
                <span>
                  {variant.stock > 0 || variant.backorder ? price(variant.price) : "Sold out"}
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <div className="add">
        {!gone && (
          <Stepper
            value={pieces}
            max={max}
            label="Quantity"
            onChange={(next) => setQuantity(next)}
          />
        )}
        {button}
      </div>
      {gone && <RestockNotice key={chosen.sku} sku={chosen.sku} onBack={() => void refresh()} />}
      <ul className="facts">
        <li>
          <div className="line" aria-live="polite">
            <Icon name="box" />
            {hint ? (
              <span>
                <b className={hint.low ? "hint low" : "hint"} style={{ fontWeight: 620 }}>
                  {hint.left}
                </b>{" "}
                <span className="quiet">{hint.rest}</span>
              </span>
            ) : (
              <span>On the shelf, {LOW_STOCK} or more</span>
            )}
          </div>
        </li>
        {!gone && (
          <li>
            <div className="line">
              <Icon name="truck" />
              <span>
                {later
                  ? "The rest leaves when it is made; we mail you"
                  : (coming ?? "Leaves the next working day, two to four more on the road")}
              </span>
              {post !== undefined && <span className="quiet num">{fee(post)}</span>}
            </div>
          </li>
        )}
      </ul>
      <div className="buybar">
        <div>
          <b className="num" style={{ fontSize: "1.125rem" }}>
            {price(now)}
          </b>
          <div className={hint?.low ? "xs hint low" : "xs hint"}>
            {hint ? `${hint.left} in ${options(chosen.options)}` : options(chosen.options)}
          </div>
        </div>
        {button}
      </div>
    </>
  );
}
