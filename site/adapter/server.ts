import { createApp } from "astro/app/entrypoint";

// A page goes out whole, to S3 or as one Lambda answer: nobody could read a stream of it.
const app = createApp({ streaming: false });

/**
 * Renders one page. `url` is absolute; `locals` becomes `Astro.locals`. Never throws for what a
 * page does: an unknown path answers the 404 page, a page that throws answers the 500 page.
 */
export async function render(url: string, locals: object): Promise<Response> {
  return await app.render(new Request(url), {
    locals,
    prerenderedErrorPageFetch: nothingPrerendered,
  });
}

/**
 * The pattern of the page that `render` would choose, such as `/products/[slug]`; undefined where
 * there is none, and for the routes that Astro itself brings along. Whoever guards pages by their
 * path must ask here: `/%61dmin` is `/admin` to the router.
 */
export function routeOf(url: string): string | undefined {
  const found = app.match(new Request(url));
  return found?.origin === "project" ? found.route : undefined;
}

/** Paths of the pages without parameters, such as `/` and `/privacy`, without the error pages. */
export function staticPaths(): string[] {
  return app.manifest.routes
    .map(({ routeData }) => routeData)
    .filter(({ type, origin, params }) => type === "page" && origin === "project" && !params.length)
    .map(({ route }) => route)
    .filter((route) => route !== "/404" && route !== "/500");
}

async function nothingPrerendered(): Promise<Response> {
  return new Response(null, { status: 404 });
}
