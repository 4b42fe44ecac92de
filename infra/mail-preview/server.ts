import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { ROOT } from "../function-files.ts";
import { type Listening, listenLocally } from "../local/listen.ts";
import { figurine, isFigurine } from "./figurines.ts";
import { readLetters } from "./letters.ts";
import { failure, page } from "./page.ts";
import { SAMPLES } from "./samples.ts";

const FILES: Readonly<Record<string, readonly [type: string, path: string]>> = {
  "/tokens.css": ["text/css", "site/src/styles/tokens.css"],
  "/fonts/archivo-rest.woff2": ["font/woff2", "site/src/fonts/archivo-rest.woff2"],
  "/fonts/archivo-open.woff2": ["font/woff2", "site/src/fonts/archivo-open.woff2"],
  "/mail/parasol.png": ["image/png", "site/public/mail/parasol.png"],
};

/**
 * Serves every mail with sample data, written anew for each look. Writes nothing.
 * @param port 0 for a free one
 * @throws StartError where something else has the port
 */
export async function openMailPreview(port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://preview").pathname;
    // Mails link to the shop; here, their pictures come from this server.
    const storeUrl = `http://${request.headers.host ?? "preview"}`;
    answer(path, storeUrl, response).catch((error: unknown) =>
      send(response, 500, "text/html", failure(error)),
    );
  });
  return await listenLocally(server, port, "The preview of mails");
}

async function answer(path: string, storeUrl: string, response: ServerResponse): Promise<void> {
  const file = FILES[path];
  if (file !== undefined) {
    send(response, 200, file[0], await readFile(join(ROOT, file[1])));
    return;
  }
  const [first = "", second] = path.slice(1).split("/");
  if (first === "figurines" && second !== undefined && isFigurine(second)) {
    send(response, 200, "image/webp", (await figurine(second)).webp);
    return;
  }
  const sample = first === "" ? SAMPLES[0] : SAMPLES.find(({ id }) => id === first);
  if (sample === undefined) {
    send(response, 404, "text/html", failure("There is no such mail."));
    return;
  }
  const mail = await sample.write(await readLetters(), storeUrl);
  if (second === "html") send(response, 200, "text/html", mail.html);
  else if (second === "text") send(response, 200, "text/plain", mail.text);
  else send(response, 200, "text/html", page(sample, mail));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer) {
  const charset = type.startsWith("text/") ? "; charset=utf-8" : "";
  response.writeHead(status, { "content-type": type + charset, "cache-control": "no-store" });
  response.end(body);
}
