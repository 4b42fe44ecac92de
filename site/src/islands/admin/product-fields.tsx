import type { Category } from "../../page-data.ts";
import { Field } from "./field.tsx";
import type { FieldErrors, ProductDraft } from "./product-draft.ts";

/** Name, address, shelf, text and tags. */
export function ProductFields({
  draft,
  errors,
  categories,
  onChange,
}: {
  draft: ProductDraft;
  errors: FieldErrors;
  categories: readonly Category[];
  onChange: (values: Partial<ProductDraft>) => void;
}) {
  // Several tags may be wrong at once; they share one field.
  const tagsError = Object.entries(errors).find(([field]) => /^tags(\.|$)/.test(field))?.[1];
  return (
    <fieldset>
      <legend>What it is</legend>
      <div className="form">
        <div className="half">
          <Field label="Name" error={errors["name"]}>
            {(control) => (
              <input
                {...control}
                className="field"
                value={draft.name}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => onChange({ name: event.target.value })}
              />
            )}
          </Field>
        </div>
        <div className="half">
          <Field
            label="Address"
            error={errors["slug"]}
            note={draft.slug ? `/products/${draft.slug}` : "Made from the name."}
          >
            {(control) => (
              <input
                {...control}
                className="field mono"
                value={draft.slug}
                maxLength={80}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => onChange({ slug: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Description" error={errors["description"]}>
          {(control) => (
            <textarea
              {...control}
              className="field"
              rows={4}
              value={draft.description}
              maxLength={10_000}
              onChange={(event) => onChange({ description: event.target.value })}
            />
          )}
        </Field>
        <div className="half">
          <Field label="Shelf" error={errors["category"]}>
            {(control) => (
              <select
                {...control}
                className="field"
                value={draft.category}
                onChange={(event) => onChange({ category: event.target.value })}
              >
                <option value="">Choose a shelf</option>
                {categories.map((category) => (
                  <option key={category.slug} value={category.slug}>
                    {"\u2003".repeat(depthOf(category, categories))}
                    {category.name}
                  </option>
                ))}
                {draft.category !== "" &&
                  !categories.some((category) => category.slug === draft.category) && (
                    <option value={draft.category}>{draft.category}</option>
                  )}
              </select>
            )}
          </Field>
        </div>
        <div className="half">
          <Field label="Tags" note="Separated by commas." error={tagsError}>
            {(control) => (
              <input
                {...control}
                className="field"
                value={draft.tags}
                autoComplete="off"
                onChange={(event) => onChange({ tags: event.target.value })}
              />
            )}
          </Field>
        </div>
      </div>
    </fieldset>
  );
}

/** How deep a shelf stands in the tree; the roots are 0. */
function depthOf(category: Category, all: readonly Category[]): number {
  let depth = 0;
  let parent = category.parent;
  while (parent !== null && depth < all.length) {
    depth += 1;
    const above = all.find((one) => one.slug === parent);
    parent = above?.parent ?? null;
  }
  return depth;
}
