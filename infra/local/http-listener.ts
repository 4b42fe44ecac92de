import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  type HttpRequest,
  type HttpResponse,
  readRequest,
  textResponse,
  writeResponse,
} from "./http-message.ts";
import { type Listening, listenLocally } from "./listen.ts";

/** More than API Gateway takes, so that it is the gateway that refuses, in its own words. */
const maximumHeadBytes = 64 * 1024;

type Handler = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * A listener whose handler can be exchanged, so that it has its port before the cloud is ready and
 * goes on through a reload.
 */
export class HttpListener {
  readonly #server: Server;
  #handle: Handler | undefined;
  #active = 0;

  constructor() {
    this.#server = createServer({ maxHeaderSize: maximumHeadBytes }, (incoming, outgoing) => {
      void this.#answer(incoming, outgoing);
    });
  }

  /** Requests that are being answered. */
  get active(): number {
    return this.#active;
  }

  /** From now on this answers. */
  serve(handle: Handler): void {
    this.#handle = handle;
  }

  /** @throws StartError when the port is taken */
  listen(port: number, what: string): Promise<Listening> {
    return listenLocally(this.#server, port, what);
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#active += 1;
    try {
      const request = await readRequest(incoming);
      const opening = textResponse(503, "Parasol is opening.", "text/plain");
      const response = this.#handle === undefined ? opening : await this.#handle(request);
      writeResponse(outgoing, response, request.method === "HEAD");
    } catch {
      // The cloud is closing, or the viewer has gone.
      outgoing.destroy();
    } finally {
      this.#active -= 1;
    }
  }
}
