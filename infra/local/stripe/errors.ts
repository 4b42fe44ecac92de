import type Stripe from "stripe";

/** What Stripe puts under `error` in a refusal. `type` is the wire's own, such as `card_error`. */
type ErrorBody = Partial<
  Pick<Stripe.StripeRawError, "code" | "decline_code" | "message" | "param" | "doc_url">
> & {
  readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
};

/** A refusal in Stripe's shape. */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.name = "StripeRefusal";
    this.status = status;
    this.body = body.code
      ? {
          ...body,
          doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll("_", "-")}`,
        }
      : body;
  }
}

/** 400 for a request that makes no sense as it stands. */
export function invalidRequest(message: string, details: { code?: string; param?: string } = {}) {
  return new StripeRefusal(400, { type: "invalid_request_error", message, ...details });
}

/** 404 for an id that names nothing. @param what Stripe's word for the kind, such as `charge` */
export function noSuch(what: string, id: string, param = "id") {
  return new StripeRefusal(404, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${what}: '${id}'`,
    param,
  });
}

/** 401 without a key or with a wrong one. */
export function unauthorized(key: string | undefined) {
  return new StripeRefusal(401, {
    type: "invalid_request_error",
    message: key
      ? `Invalid API Key provided: ${key.slice(0, 8)}${"*".repeat(8)}${key.slice(-4)}`
      : "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
  });
}

export function unknownRoute(method: string, path: string) {
  return new StripeRefusal(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}).`,
  });
}
