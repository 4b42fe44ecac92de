import { ACCESS } from "#kit/cookies";
import { cookie, type Event, type Result, storeUrl } from "#kit/request";
import type { Actor } from "#values/roles";
import type { PageData, PageLocals } from "../../site/src/page-data.ts";

/** What the built storefront exports; see site/adapter/server.ts. */
export interface Site {
  render(url: string, locals: PageLocals): Promise<Response>;
  routeOf(url: string): string | undefined;
}

export interface PageServer {
  readonly site: Site;
  readonly data: PageData;
  /** Throws for a token that does not hold. */
  readonly verify: (accessToken: string) => Promise<Actor>;
}

/**
 * The CDN's viewer-request function puts this before the path of a request with a query string:
 * no object has such a key, so the request falls through to rendering.
 */
const QUERY_PREFIX = "/_q";

/** And this is what it makes of `/`: the key of the home page. */
const HOME_KEY = "/index.html";

/** Nothing that a page shows may be older than the table. */
const PAGE_CACHE = "no-cache";
const CONSOLE_CACHE = "no-store";

/** Shown to signed-in people who are not staff. */
const REFUSED = "/admin/refused";

/** Answers page requests of the function URL. `/admin` and below is for staff alone. */
export function servePages({ site, data, verify }: PageServer): (event: Event) => Promise<Result> {
  async function page(
    url: string,
    staff: PageLocals["staff"],
    cache: string,
    statusCode?: number,
  ): Promise<Result> {
    const response = await site.render(url, { data, staff });
    const location = response.headers.get("location");
    return {
      statusCode: statusCode ?? response.status,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": cache,
        ...(location === null ? {} : { location }),
      },
      body: await response.text(),
    };
  }

  async function consolePage(event: Event, url: URL): Promise<Result> {
    const token = cookie(event, ACCESS);
    const actor: Actor = token
      ? await verify(token).catch(() => ({ kind: "guest" }) as const)
      : { kind: "guest" };
    if (actor.kind === "guest") {
      const next = encodeURIComponent(`${url.pathname}${url.search}`);
      return {
        statusCode: 302,
        headers: { location: `/sign-in?next=${next}`, "cache-control": CONSOLE_CACHE },
      };
    }
    if (actor.role === "customer") {
      return await page(new URL(REFUSED, url).href, null, CONSOLE_CACHE, 403);
    }
    return await page(url.href, { role: actor.role }, CONSOLE_CACHE);
  }

  return async (event) => {
    const { method } = event.requestContext.http;
    if (method !== "GET" && method !== "HEAD") {
      return plain(405, "A page can only be read.", CONSOLE_CACHE);
    }
    try {
      const url = requested(event);
      if (url === undefined) return plain(400, "That address cannot be read.", CONSOLE_CACHE);
      const route = site.routeOf(url.href);
      if (route === undefined) {
        const slashless = url.pathname.replace(/\/+$/, "").replace(/^\/+/, "/");
        if (slashless !== "" && slashless !== url.pathname) return moved(slashless + url.search);
        return await page(new URL("/404", url).href, null, PAGE_CACHE);
      }
      if (route === "/admin" || route.startsWith("/admin/")) return await consolePage(event, url);
      return await page(url.href, null, PAGE_CACHE);
    } catch (error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      console.error(JSON.stringify({ level: "error", path: event.rawPath, name, message, stack }));
      return plain(500, "That is our fault. Try again in a moment.", CONSOLE_CACHE);
    }
  };
}

/** The address as the visitor sees it; undefined where it is not one. */
function requested(event: Event): URL | undefined {
  const { rawPath } = event;
  const asked = rawPath.startsWith(`${QUERY_PREFIX}/`)
    ? rawPath.slice(QUERY_PREFIX.length)
    : rawPath;
  const path = asked === HOME_KEY ? "/" : asked;
  const query = event.rawQueryString === "" ? "" : `?${event.rawQueryString}`;
  // Concatenated, not resolved: a path such as //example.com/ must stay a path.
  const address = `${storeUrl(event)}${path}${query}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

function moved(location: string): Result {
  return { statusCode: 301, headers: { location, "cache-control": PAGE_CACHE } };
}

/** A page for when the storefront itself cannot answer: no style, no script, nothing to fail. */
function plain(statusCode: number, text: string, cache: string): Result {
  return {
    statusCode,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": cache },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Parasol</title><body style="font:16px/1.5 system-ui;margin:4rem auto;max-width:32rem;padding:0 1rem"><h1>${text}</h1><p><a href="/">Walk the shelves</a></p>`,
  };
}
