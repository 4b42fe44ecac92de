// Plain JavaScript: an older Node cannot read the rest, and would say so in twenty lines.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const NEEDED = 24;

const [, , script = "", ...rest] = process.argv;
if (Number(process.versions.node.split(".")[0]) < NEEDED) {
  console.error(
    `Parasol needs Node ${NEEDED} and this is ${process.versions.node}. On Linux \`npm ci\` brings it ` +
      "along (unless with --omit=optional); elsewhere get it from https://nodejs.org.",
  );
  process.exit(1);
}
process.argv.splice(1, process.argv.length, resolve(script), ...rest);
await import(pathToFileURL(resolve(script)).href);
