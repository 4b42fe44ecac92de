import type { Category } from "./page-data.ts";

/** A category and those above it, from the root on; [] where there is no such slug. */
export function pathTo(categories: readonly Category[], slug: string): Category[] {
  const bySlug = new Map(categories.map((category) => [category.slug, category]));
  const path: Category[] = [];
  for (let one = bySlug.get(slug); one && !path.includes(one); ) {
    path.unshift(one);
    one = one.parent === null ? undefined : bySlug.get(one.parent);
  }
  return path;
}

/** The categories directly below one; the roots for null. */
export function childrenOf(categories: readonly Category[], parent: string | null): Category[] {
  return categories.filter((category) => category.parent === parent);
}
