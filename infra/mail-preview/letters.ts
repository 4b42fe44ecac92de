import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type * as LettersModule from "#domain/mail/letters";
import { ROOT } from "../function-files.ts";

export type Letters = typeof LettersModule;

/** React's server build calls `require` for Node's own modules, which a module of text lacks. */
const REQUIRE =
  'import{createRequire as __cr}from"node:module";' +
  `const require=__cr(${JSON.stringify(pathToFileURL(`${ROOT}/package.json`).href)});`;

/**
 * The templates as they are written now. Node does not read .tsx, so they are bundled first, in
 * memory: nothing is written, and an edit shows with the next look at the page.
 * @throws BuildFailure, with esbuild's own words, where an edit does not compile
 */
export async function readLetters(): Promise<Letters> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["shared/domain/mail/letters.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: REQUIRE },
    logLevel: "silent",
  });
  const text = outputFiles[0]?.text ?? "";
  // The same text is the same address, which Node has loaded before.
  return await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}
