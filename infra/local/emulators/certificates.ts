import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { writeFileAtomically } from "../state.ts";

const TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000;
const A_MONTH_MS = 30 * 24 * 3_600_000;

/** A certificate authority's file, for clients, and what a server on 127.0.0.1 shows them. */
export interface ServerCertificate {
  readonly caPath: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * The certificate of this state directory's servers, made at the first call and kept: clients
 * trust the authority by its path, as they trust Amazon's on Lambda.
 */
export async function serverCertificate(stateDir: string): Promise<ServerCertificate> {
  const path = (name: string) => join(stateDir, "tls", name);
  const paths = { ca: path("ca.pem"), cert: path("server.pem"), key: path("server.key") };
  if (!isValid(paths.cert) || !existsSync(paths.ca) || !existsSync(paths.key)) {
    const dates = { notAfterDate: new Date(Date.now() + TEN_YEARS_MS) };
    const common = { keyType: "ec", curve: "P-256", algorithm: "sha256", ...dates } as const;
    const ca = await generate([{ name: "commonName", value: "Parasol local authority" }], {
      ...common,
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    const server = await generate([{ name: "commonName", value: "127.0.0.1" }], {
      ...common,
      ca: { key: ca.private, cert: ca.cert },
      extensions: [
        { name: "basicConstraints", cA: false },
        { name: "extKeyUsage", serverAuth: true },
        {
          name: "subjectAltName",
          altNames: [
            { type: 7, ip: "127.0.0.1" },
            { type: 2, value: "localhost" },
          ],
        },
      ],
    });
    writeFileAtomically(paths.key, server.private);
    writeFileAtomically(paths.ca, ca.cert);
    writeFileAtomically(paths.cert, server.cert);
  }
  return {
    caPath: paths.ca,
    cert: readFileSync(paths.cert, "utf8"),
    key: readFileSync(paths.key, "utf8"),
  };
}

function isValid(certPath: string): boolean {
  if (!existsSync(certPath)) return false;
  const { validToDate } = new X509Certificate(readFileSync(certPath));
  return validToDate.getTime() > Date.now() + A_MONTH_MS;
}
