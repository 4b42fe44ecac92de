import { useEffect, useRef, useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { slugFrom } from "../../../../shared/domain/product.ts";
import type { Product } from "../../page-data.ts";
import {
  emptyDraft,
  type FieldErrors,
  type ProductBody,
  type ProductDraft,
  sameDraft,
  toBody,
  toDraft,
} from "./product-draft.ts";
import { staffCall } from "./staff-call.ts";
import { asApiError } from "./use-load.ts";

/** Errors without details whose field is known by their code. */
const FIELD_OF: Readonly<Record<string, string>> = {
  SLUG_TAKEN: "slug",
  CATEGORY_NOT_FOUND: "category",
};

export interface ProductForm {
  /** As last read or saved; null while it was never saved. */
  readonly product: Product | null;
  readonly draft: ProductDraft;
  readonly changed: boolean;
  readonly busy: boolean;
  readonly errors: FieldErrors;
  /** What no field can show. */
  readonly failure: ApiError | undefined;
  change(values: Partial<ProductDraft> | ((before: ProductDraft) => Partial<ProductDraft>)): void;
  discard(): void;
  /** From now on, leaving the page asks nothing: the product is gone. */
  release(): void;
  /** Gives the saved product, or undefined where it could not be saved. */
  save(): Promise<Product | undefined>;
}

async function send(body: ProductBody, product: Product | null): Promise<Product> {
  if (product === null) return (await staffCall("POST /products", { body })).data;
  const { data } = await staffCall("PUT /products/:id", {
    params: { id: product.id },
    body: { ...body, version: product.version },
  });
  return data;
}

/** The state of the product editor: what is typed, what is saved, what is wrong with it. */
export function useProductForm(initial: Product | null): ProductForm {
  const [product, setProduct] = useState(initial);
  const [saved, setSaved] = useState(() => (initial ? toDraft(initial) : emptyDraft()));
  const [draft, setDraft] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<ApiError>();
  const changed = !sameDraft(draft, saved);
  const released = useRef(false);

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (changed && !released.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [changed]);

  // The first field at fault takes the focus, once React has marked it.
  const focusError = useRef(false);
  useEffect(() => {
    if (!focusError.current) return;
    focusError.current = false;
    document.querySelector<HTMLElement>("main [aria-invalid]")?.focus();
  });

  function refuse(found: FieldErrors): void {
    setErrors(found);
    focusError.current = true;
  }

  function change(
    values: Partial<ProductDraft> | ((before: ProductDraft) => Partial<ProductDraft>),
  ): void {
    setDraft((before) => {
      const given = typeof values === "function" ? values(before) : values;
      // Until it is saved or written by hand, the address follows the name.
      const follows = product === null && before.slug === slugFrom(before.name);
      const slug =
        follows && given.name !== undefined && given.slug === undefined
          ? { slug: slugFrom(given.name) }
          : {};
      return { ...before, ...given, ...slug };
    });
  }

  async function save(): Promise<Product | undefined> {
    if (busy) return undefined;
    setFailure(undefined);
    const ready = toBody(draft);
    if (ready.errors) {
      refuse(ready.errors);
      return undefined;
    }
    setBusy(true);
    setErrors({});
    try {
      const after = await send(ready.body, product);
      const fresh = toDraft(after);
      setProduct(after);
      setSaved(fresh);
      setDraft(fresh);
      return after;
    } catch (thrown) {
      const error = asApiError(thrown);
      const field = FIELD_OF[error.code];
      const details = Object.fromEntries(error.details.map((one) => [one.field, one.message]));
      refuse(field && !details[field] ? { ...details, [field]: error.message } : details);
      setFailure(error);
      return undefined;
    } finally {
      setBusy(false);
    }
  }

  function discard(): void {
    setDraft(saved);
    setErrors({});
    setFailure(undefined);
  }

  function release(): void {
    released.current = true;
  }

  return { product, draft, changed, busy, errors, failure, change, discard, release, save };
}
