/**
 * The storefront as `astro build --root site` leaves it. The file exists only after that build,
 * so its exports are declared here; their source is site/adapter/server.ts.
 */
declare module "*/dist/site/server/entry.mjs" {
  export function render(url: string, locals: object): Promise<Response>;
  export function routeOf(url: string): string | undefined;
  export function staticPaths(): string[];
}
