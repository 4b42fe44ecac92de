/**
 * The object under which a page is published: its path without the slash in front, as CloudFront
 * asks for it; the home page has a name of its own, given by infra/stacks/viewer-request.js.
 */
export function pageKey(path: string): string {
  return path === "/" ? "index.html" : path.slice(1);
}
