import type { PublishMessage } from "#contracts/messages";
import { ancestors, type Category, withDescendants } from "#domain/category";
import type { PublicProduct } from "#domain/product";
import type { ObjectToStore } from "#gateways/storage";
import type { PageData, PageLocals } from "../../site/src/page-data.ts";
import { toWire } from "./page-data.ts";
import { pageKey } from "./page-key.ts";

/** What the publisher needs of the world; see functions/jobs/publish-pages.ts. */
export interface Publisher {
  readonly site: {
    render(url: string, locals: PageLocals): Promise<Response>;
    staticPaths(): string[];
  };
  /** The shop's address, for what a page says of itself; no trailing slash. Undefined: unknown. */
  readonly storeUrl: string | undefined;
  readonly data: PageData;
  readonly categories: () => Promise<readonly Category[]>;
  /** Consistently read; deleted ones are missing. */
  readonly products: (ids: readonly string[]) => Promise<readonly PublicProduct[]>;
  readonly allProductIds: () => Promise<readonly string[]>;
  readonly isTaken: (slug: string) => Promise<boolean>;
  readonly storage: {
    /** Every key below a prefix. */
    list(prefix: string): Promise<readonly string[]>;
    metadata(key: string): Promise<Readonly<Record<string, string>> | undefined>;
    put(object: ObjectToStore): Promise<void>;
    remove(keys: readonly string[]): Promise<void>;
  };
}

export interface Published {
  readonly written: number;
  readonly removed: number;
}

/** Pages are asked for again by every visit, and answered 304 where nothing changed. */
const CACHE = "no-cache";

/**
 * Stands for the shop's address where it is not known: a distribution has its domain only after the
 * jobs that its stack depends on. It is taken out of the HTML, which leaves links without a host.
 */
const NOWHERE = "https://shop.invalid";

/** From this many products on, one list of what is there is cheaper than a look at each. */
const LIST_FROM = 30;

/** Objects in flight; the SDK keeps 50 connections. */
const AT_ONCE = 24;

/**
 * Renders the pages that show what the messages name and puts them on S3: the products' own, the
 * first page of their shelves and of the shelves above, and home. All messages together, so that a
 * page is rendered once however many of them name it. Takes pages of products away that are gone.
 */
export async function publish(
  messages: readonly PublishMessage[],
  publisher: Publisher,
): Promise<Published> {
  const everything = messages.some((message) => message.everything);
  const ids = new Set(messages.flatMap((message) => message.productIds ?? []));
  if (everything) for (const id of await publisher.allProductIds()) ids.add(id);
  const [products, tree] = await Promise.all([
    publisher.products([...ids]),
    publisher.categories(),
  ]);

  const shelves = everything
    ? tree.map((category) => category.slug)
    : shelvesAround(tree, [
        ...products.map((product) => product.category),
        ...messages.flatMap((message) => message.categories ?? []),
      ]);
  const paths = new Set(["/", ...shelves.map((slug) => `/${slug}`)]);
  if (everything) for (const path of publisher.site.staticPaths()) paths.add(path);

  const bySlug = new Map(products.map((product) => [product.slug, product]));
  const data: PageData = {
    ...remembering(publisher.data),
    // Read consistently just now; the memory behind lists may be a moment older.
    product: async (slug) => {
      const known = bySlug.get(slug);
      return known ? toWire(known) : await publisher.data.product(slug);
    },
  };

  const there =
    products.length < LIST_FROM ? undefined : new Set(await publisher.storage.list("products/"));
  const work = [
    ...[...paths].filter(isPublished).map((path) => () => publishPage(path, data, publisher)),
    ...products.map((product) => () => publishProduct(product, there, data, publisher)),
  ];
  const written = await eachAtOnce(work);
  const removed = await removeGone(messages, bySlug, publisher);
  return { written, removed };
}

/** All pages of one run show the same lists and terms, and each is read once. */
function remembering(data: PageData): PageData {
  const lists = new Map<string, ReturnType<PageData["products"]>>();
  let categories: ReturnType<PageData["categories"]> | undefined;
  let terms: ReturnType<PageData["terms"]> | undefined;
  return {
    ...data,
    categories() {
      categories ??= data.categories();
      return categories;
    },
    terms() {
      terms ??= data.terms();
      return terms;
    },
    products(query) {
      const key = JSON.stringify(query);
      const known = lists.get(key);
      if (known) return known;
      const asked = data.products(query);
      lists.set(key, asked);
      return asked;
    },
  };
}

/** The console is never published: it is for staff, and rendered for each visit. */
function isPublished(path: string): boolean {
  return path !== "/admin" && !path.startsWith("/admin/");
}

/** Shelves and the shelves above them: each of them shows the product. Unknown ones are left out. */
function shelvesAround(tree: readonly Category[], slugs: readonly string[]): string[] {
  const shown = new Set<string>();
  for (const slug of slugs) {
    const shelf = tree.find((category) => category.slug === slug);
    if (shelf === undefined || withDescendants(tree, slug) === undefined) continue;
    for (const one of [...ancestors(tree, shelf), shelf]) shown.add(one.slug);
  }
  return [...shown];
}

async function publishPage(
  path: string,
  data: PageData,
  { site, storeUrl, storage }: Publisher,
): Promise<boolean> {
  const html = await rendered(path, data, site, storeUrl);
  if (html === undefined) return false;
  await storage.put(page(path, html, {}));
  return true;
}

async function publishProduct(
  product: PublicProduct,
  /** Keys that are known to be there; undefined where nobody has looked. */
  keys: ReadonlySet<string> | undefined,
  data: PageData,
  { site, storeUrl, storage }: Publisher,
): Promise<boolean> {
  const path = `/products/${product.slug}`;
  // A look before the write: two publishers at the same moment can still cross each other between
  // look and write. Conditional writes and cache tags, which close that gap, come with a later issue.
  const key = pageKey(path);
  const there = keys && !keys.has(key) ? undefined : await storage.metadata(key);
  if (there?.["product-id"] === product.id && Number(there["version"]) > product.version) {
    return false;
  }
  const html = await rendered(path, data, site, storeUrl);
  if (html === undefined) return false;
  const metadata = { "product-id": product.id, version: String(product.version) };
  await storage.put(page(path, html, metadata));
  return true;
}

function page(path: string, html: string, metadata: Readonly<Record<string, string>>) {
  return {
    key: pageKey(path),
    body: html,
    contentType: "text/html; charset=utf-8",
    cacheControl: CACHE,
    metadata,
  };
}

/** The page's HTML; undefined where it is not a page of its own (redirects, shelves that are gone). */
async function rendered(
  path: string,
  data: PageData,
  site: Publisher["site"],
  storeUrl: string | undefined,
): Promise<string | undefined> {
  const response = await site.render(`${storeUrl ?? NOWHERE}${path}`, { data, staff: null });
  const html = await response.text();
  if (response.status >= 500) throw new Error(`${path} could not be rendered.`);
  return response.status === 200 ? html.replaceAll(NOWHERE, "") : undefined;
}

async function removeGone(
  messages: readonly PublishMessage[],
  living: ReadonlyMap<string, unknown>,
  { isTaken, storage }: Publisher,
): Promise<number> {
  const named = new Set(messages.flatMap((message) => message.productSlugs ?? []));
  const gone: string[] = [];
  for (const slug of named) {
    if (!living.has(slug) && !(await isTaken(slug))) gone.push(pageKey(`/products/${slug}`));
  }
  if (gone.length > 0) await storage.remove(gone);
  return gone.length;
}

/** Runs all, some at once; gives how many said yes. The first failure ends it. */
async function eachAtOnce(work: readonly (() => Promise<boolean>)[]): Promise<number> {
  const queue = work.values();
  let done = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const one of queue) if (await one()) done += 1;
    }),
  );
  return done;
}
