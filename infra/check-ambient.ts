import { glob, readFile } from "node:fs/promises";

/**
 * The same code must run in both clouds: no line of the app may know where it runs. Looks for the
 * usual ways of knowing, and for reads of the environment outside the one place that parses it.
 */
const TELLTALES =
  /localhost|127\.0\.0\.1|0\.0\.0\.0|IS_LOCAL|isLocal|NODE_ENV|AWS_ENDPOINT_URL|AWS_SAM|LOCALSTACK|AWS_EXECUTION_ENV|PARASOL_|\.parasol/;
const ENVIRONMENT = /process\.env/;
const READS_ENVIRONMENT = "shared/values/environment.ts";

let files = 0;
const found: string[] = [];
for await (const path of glob("{functions,shared}/**/*.{ts,tsx}")) {
  // Tests drive the shop from outside and may name addresses.
  if (path.endsWith(".test.ts")) continue;
  files += 1;
  const lines = (await readFile(path, "utf8")).split("\n");
  lines.forEach((line, index) => {
    const ambient = ENVIRONMENT.test(line) && path !== READS_ENVIRONMENT;
    if (TELLTALES.test(line) || ambient) found.push(`${path}:${index + 1}: ${line.trim()}`);
  });
}

console.log(`${files} files of functions/ and shared/ read.`);
for (const line of found) console.log(line);
process.exitCode = files > 0 && found.length === 0 ? 0 : 1;
