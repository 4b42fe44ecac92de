import { readFileSync } from "node:fs";
import { Duration } from "aws-cdk-lib";
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";
import { z } from "zod";

const cspSchema = z.object({ scriptHashes: z.array(z.string().regex(/^sha(256|384|512)-/)) });

const HSTS = Duration.days(730);

/** What a browser may do on the shop's pages. */
export class SecurityHeaders extends ResponseHeadersPolicy {
  /** @param hashes file with `scriptHashes`, the hashes of the inline scripts that hydrate islands */
  constructor(scope: Construct, id: string, { hashes }: { hashes: string }) {
    super(scope, id, {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy(hashes),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: {
          // Order links carry a token in their query: other sites must not see it.
          referrerPolicy: HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
          override: true,
        },
        strictTransportSecurity: {
          accessControlMaxAge: HSTS,
          // What else lives under the domain is not ours to decide.
          includeSubdomains: false,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          {
            header: "permissions-policy",
            value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            override: true,
          },
          { header: "cross-origin-opener-policy", value: "same-origin", override: true },
        ],
      },
    });
  }
}

function contentSecurityPolicy(hashes: string): string {
  const directives: Readonly<Record<string, readonly string[]>> = {
    "default-src": ["'self'"],
    "script-src": ["'self'", ...scriptSources(hashes)],
    // Tints of the tiles are style attributes.
    "style-src": ["'self'", "'unsafe-inline'"],
    // Staff may show pictures from anywhere, by https.
    "img-src": ["'self'", "data:", "https:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'", "https://checkout.stripe.com"],
    "base-uri": ["'self'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

function scriptSources(hashes: string): readonly string[] {
  const { scriptHashes } = cspSchema.parse(JSON.parse(readFileSync(hashes, "utf8")));
  return scriptHashes.map((hash) => `'${hash}'`);
}
