import { vi } from "vitest";

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Headers;
}

type Answer = { status?: number; data?: unknown; error?: object } | Error;

/** Puts a fake API under `fetch`. `answer` sees what was sent; an Error stands for a lost line. */
export function fakeApi(answer: (sent: Sent) => Answer): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const request = {
      method: init.method ?? "GET",
      path: path.replace("/api/v1", ""),
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
      headers: new Headers(init.headers),
    };
    if (request.path === "/auth/session" && request.method === "GET") {
      return Response.json({ success: true, data: { user: null, csrfToken: "token" } });
    }
    sent.push(request);
    const given = answer(request);
    if (given instanceof Error) throw given;
    const { status = given.error ? 409 : 200, data, error } = given;
    return status === 204
      ? new Response(null, { status })
      : Response.json(error ? { success: false, error } : { success: true, data }, { status });
  });
  return sent;
}
