import type { Server } from "node:http";
import { StartError } from "./state.ts";

const keepAliveMs = 75_000;

export interface Listening {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Stops listening and drops every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 *
 * @param port 0 for a free one
 * @param what names the listener when its port is taken
 * @throws StartError when something else has the port
 */
export async function listenLocally(
  server: Server,
  port: number,
  what: string,
): Promise<Listening> {
  // Clients that keep connections must not find them closed just as they send.
  server.keepAliveTimeout = keepAliveMs;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (error: NodeJS.ErrnoException) => {
    const taken = error.code === "EADDRINUSE";
    reject(
      taken
        ? new StartError(`${what} cannot have port ${port}: something else uses it. Set PORT.`)
        : error,
    );
  });
  server.listen(port, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}`,
    close: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
