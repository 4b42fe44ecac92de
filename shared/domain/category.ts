/** A shelf. `path` is the slugs from the root, joined by `/`; `position` orders siblings. */
export interface Category {
  readonly slug: string;
  readonly name: string;
  readonly parent: string | null;
  readonly path: string;
  readonly position: number;
  readonly version: number;
}

/** Parents before their children, siblings in the order in which they are shown. */
export function inTreeOrder<One extends Category>(categories: readonly One[]): One[] {
  const childrenOf = Map.groupBy(categories, (one) => one.parent);
  const below = (parent: string | null): One[] =>
    (childrenOf.get(parent) ?? [])
      .toSorted((a, b) => a.position - b.position || (a.slug < b.slug ? -1 : 1))
      .flatMap((one) => [one, ...below(one.slug)]);
  return below(null);
}

/** The slugs of a category and of everything below it; undefined where there is no such category. */
export function withDescendants(
  categories: readonly Category[],
  slug: string,
): ReadonlySet<string> | undefined {
  const top = categories.find((one) => one.slug === slug);
  if (top === undefined) return undefined;
  const inside = categories.filter((one) => one === top || one.path.startsWith(`${top.path}/`));
  return new Set(inside.map((one) => one.slug));
}

/** The categories above, from the root down; the path names them. */
export function ancestors<One extends Category>(categories: readonly One[], of: One): One[] {
  const slugs = of.path.split("/").slice(0, -1);
  return slugs.flatMap((slug) => categories.find((one) => one.slug === slug) ?? []);
}

/**
 * How many products stand in each category and below it.
 * @param shelves the category slug of every product
 */
export function counts(
  categories: readonly Category[],
  shelves: Iterable<string>,
): ReadonlyMap<string, number> {
  const pathOf = new Map(categories.map((one) => [one.slug, one.path.split("/")]));
  const found = new Map<string, number>();
  for (const shelf of shelves) {
    for (const slug of pathOf.get(shelf) ?? []) found.set(slug, (found.get(slug) ?? 0) + 1);
  }
  return found;
}
