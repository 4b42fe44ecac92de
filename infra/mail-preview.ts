import { StartError } from "./local/state.ts";
import { openMailPreview } from "./mail-preview/server.ts";
import { SAMPLES } from "./mail-preview/samples.ts";

/** `npm run mail:preview`: every mail with sample data, on a page of its own, until Ctrl-C. */
try {
  const { url } = await openMailPreview(Number(process.env["PORT"] ?? 0));
  console.log(`${SAMPLES.length} mails are on show at ${url}`);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
