import { join } from "node:path";
import { endpoints } from "#contracts/index";
import { jobs } from "#contracts/jobs";

/** The repository's root; every path below is absolute, whatever the working directory. */
export const ROOT = join(import.meta.dirname, "..");

/** Where the built parts of the app lie: functions, site and demo data. */
export const DIST = join(ROOT, "dist");

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `cart.setItem` → `cart/set-item`. */
function pathOf(id: string): string {
  return id.split(".").map(kebab).join("/");
}

/** The source of a contract's handler, below the root: `functions/cart/set-item.ts`. */
export function handlerFile(id: string): string {
  return `functions/${pathOf(id)}.ts`;
}

/** The name of a contract's asset directory: `cart-set-item`. */
export function assetName(id: string): string {
  return pathOf(id).replaceAll("/", "-");
}

/** Ids of everything that becomes a function, endpoints first. */
export const functionIds: readonly string[] = [
  ...endpoints.map((endpoint) => endpoint.id),
  ...Object.keys(jobs),
];
