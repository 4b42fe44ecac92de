import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { Role } from "#values/roles";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY_ID = "laboratory";
const CLIENT_ID = "laboratory-client";

/** Signs people in: a user pool's key set over HTTP, and access tokens that fit it. */
export async function openTokens() {
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: KEY_ID, use: "sig", alg: "RS256" }];
  const server = createServer((_, response) => response.end(JSON.stringify({ keys })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const issuer = `http://127.0.0.1:${port}`;
  return {
    environment: { USER_POOL_ISSUER: issuer, USER_POOL_CLIENT_ID: CLIENT_ID },
    tokenFor({ sub, role }: { sub: string; role: Role }): string {
      const now = Math.floor(Date.now() / 1_000);
      const payload = {
        sub,
        iss: issuer,
        token_use: "access",
        client_id: CLIENT_ID,
        "cognito:groups": [role],
        iat: now,
        exp: now + 3_600,
      };
      const head = `${encode({ alg: "RS256", kid: KEY_ID })}.${encode(payload)}`;
      const signature = createSign("RSA-SHA256").update(head).sign(privateKey, "base64url");
      return `${head}.${signature}`;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
