import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import { keptPort } from "../../ports.ts";
import { type CognitoEmulator, REGION, type SesEmulator } from "../../seams.ts";
import type { Running } from "../running.ts";
import { accountOperations } from "./account.ts";
import type { SendMail } from "./codes.ts";
import { CognitoError } from "./errors.ts";
import type { Context, Operation } from "./operation.ts";
import { poolOperations } from "./pools.ts";
import { signInOperations } from "./sign-in.ts";
import { signUpOperations } from "./sign-up.ts";
import { openStore } from "./store.ts";
import { keySet } from "./tokens.ts";
import { userOperations } from "./users.ts";

const operations: Record<string, Operation> = {
  ...poolOperations,
  ...userOperations,
  ...signUpOperations,
  ...signInOperations,
  ...accountOperations,
};

/**
 * Starts Cognito user pools: the part of the API that shops use, with AWS's error names, password
 * policies, codes by mail, RS256 tokens and their key sets. Its port is kept over restarts, since
 * the issuer in every token names it.
 * @param inbox answers where mail goes, once that is up; without it codes go nowhere
 */
export async function startCognito(
  stateDir: string,
  inbox: () => Promise<SesEmulator | undefined>,
): Promise<Running<CognitoEmulator>> {
  const store = openStore(stateDir);
  const port = await keptPort(stateDir, "cognito");
  const url = `http://127.0.0.1:${port}`;
  const issuer = (poolId: string) => `${url}/${poolId}`;
  const context: Context = { store, issuer, sendMail: mailBy(inbox) };
  const server = createServer((request, response) => {
    answer(context, request, response).catch((error: unknown) => {
      const { code, message } =
        error instanceof CognitoError
          ? error
          : { code: "InternalErrorException", message: String(error) };
      send(response, code === "InternalErrorException" ? 500 : 400, { __type: code, message });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    emulator: { url, issuer },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
    },
  };
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse) {
  if (request.method === "GET") return answerWellKnown(context, request.url ?? "", response);
  const target = String(request.headers["x-amz-target"] ?? "");
  const name = target.split(".").at(-1) ?? "";
  const operation = operations[name];
  if (!operation) {
    throw new CognitoError("UnknownOperationException", `${name} is not emulated`);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  send(response, 200, await operation(context, text === "" ? {} : JSON.parse(text)));
}

function answerWellKnown({ store, issuer }: Context, path: string, response: ServerResponse) {
  const [, poolId = "", document] = /^\/([\w-]+)\/\.well-known\/([\w.-]+)$/.exec(path) ?? [];
  const pool = store.pool(poolId);
  if (pool && document === "jwks.json") return send(response, 200, keySet(pool));
  if (pool && document === "openid-configuration") {
    return send(response, 200, {
      issuer: issuer(poolId),
      jwks_uri: `${issuer(poolId)}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ["RS256"],
    });
  }
  send(response, path === "/" ? 200 : 404, {});
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.1",
    "x-amzn-requestid": randomUUID(),
    ...(status === 200 ? {} : { "x-amzn-errortype": String(Reflect.get(body, "__type")) }),
  });
  response.end(JSON.stringify(body));
}

function mailBy(inbox: () => Promise<SesEmulator | undefined>): SendMail {
  return async ({ from, to, subject, html }) => {
    const ses = await inbox();
    if (!ses) return;
    const response = await fetch(`${ses.url}/v2/email/outbound-emails`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `AWS4-HMAC-SHA256 Credential=cognito/20260101/${REGION}/ses/aws4_request`,
      },
      body: JSON.stringify({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject },
            // Cognito sends HTML alone; who reads the inbox by script finds the code in the text.
            Body: { Html: { Data: html }, Text: { Data: plain(html) } },
          },
        },
      }),
    });
    if (!response.ok) {
      throw new CognitoError("CodeDeliveryFailureException", await response.text());
    }
  };
}

/** What people read of HTML, in one line, without the spaces that no one sees. */
function plain(html: string): string {
  return html
    .replace(/<(head|style)\b[^]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/[\s\u00a0\u200b-\u200f\ufeff]+/g, " ")
    .trim();
}
