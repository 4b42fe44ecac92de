export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read into JSON of every shape
  readonly body: any;
  /** The body as it came. */
  readonly text: string;
}

interface Options {
  readonly headers?: Record<string, string>;
  /** Sent as it is instead of JSON. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  /** Leaves the CSRF token out. */
  readonly withoutCsrf?: boolean;
}

/** Speaks to the API as a browser does: keeps cookies, fetches and sends the CSRF token. */
export class Client {
  readonly apiUrl: string;
  readonly cookies = new Map<string, string>();
  #csrfToken: string | undefined;
  #bearer: string | undefined;

  constructor(apiUrl: string) {
    this.apiUrl = apiUrl;
  }

  get(path: string, options: Options = {}): Promise<Answer> {
    return this.send("GET", path, undefined, options);
  }

  post(path: string, body?: unknown, options: Options = {}): Promise<Answer> {
    return this.send("POST", path, body, options);
  }

  put(path: string, body?: unknown, options: Options = {}): Promise<Answer> {
    return this.send("PUT", path, body, options);
  }

  del(path: string, options: Options = {}): Promise<Answer> {
    return this.send("DELETE", path, undefined, options);
  }

  /** Signs in for tokens and sends them from now on. */
  async signIn(who: { email: string; password: string }): Promise<void> {
    const answer = await this.post("/auth/login", { ...who, tokens: true });
    if (answer.status !== 200) throw new Error(`Login answered ${answer.status}: ${answer.text}`);
    this.#bearer = answer.body.data.accessToken;
  }

  async send(
    method: string,
    path: string,
    body: unknown,
    { headers = {}, raw, withoutCsrf = false }: Options = {},
  ): Promise<Answer> {
    const sent = new Headers(headers);
    if (this.cookies.size > 0) {
      sent.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    }
    if (this.#bearer !== undefined) sent.set("authorization", `Bearer ${this.#bearer}`);
    if (method !== "GET" && this.#bearer === undefined && !withoutCsrf) {
      this.#csrfToken ??= (await this.get("/auth/session")).body.data.csrfToken;
      sent.set("x-csrf-token", this.#csrfToken ?? "");
      sent.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    }
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    if (content !== undefined && !sent.has("content-type")) {
      sent.set("content-type", "application/json");
    }
    const response = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: sent,
      redirect: "manual",
      ...(content === undefined ? {} : { body: content }),
    });
    this.#keep(response.headers.getSetCookie());
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text), text };
  }

  #keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = "", ...attributes] = line.split(";");
      const at = pair.indexOf("=");
      const name = pair.slice(0, at).trim();
      const gone = attributes.some((one) => /^\s*max-age=0$/i.test(one));
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(at + 1));
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
