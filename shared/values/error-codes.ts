/**
 * The closed list of error codes, each with its one HTTP status. Codes are part of the public
 * contract: they are added, never renamed.
 */
export const ERROR_STATUS = {
  VALIDATION_ERROR: 400,
  CODE_INVALID: 400,
  WEBHOOK_SIGNATURE_INVALID: 400,
  UNAUTHENTICATED: 401,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  CSRF_REJECTED: 403,
  ACCOUNT_UNCONFIRMED: 403,
  NOT_FOUND: 404,
  PRODUCT_NOT_FOUND: 404,
  CATEGORY_NOT_FOUND: 404,
  SKU_NOT_FOUND: 404,
  CART_ITEM_NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  FULFILMENT_NOT_FOUND: 404,
  RETURN_NOT_FOUND: 404,
  PROMOTION_NOT_FOUND: 404,
  RUN_NOT_FOUND: 404,
  FINDING_NOT_FOUND: 404,
  NOT_ACCEPTABLE: 406,
  CART_EMPTY: 409,
  CART_CHANGED: 409,
  OUT_OF_STOCK: 409,
  IN_STOCK: 409,
  QUOTE_CHANGED: 409,
  ORDER_TOO_SMALL: 409,
  PROMOTION_NOT_APPLICABLE: 409,
  PROMOTION_CHANGED: 409,
  CODE_TAKEN: 409,
  SETTINGS_CHANGED: 409,
  SLUG_TAKEN: 409,
  SKU_TAKEN: 409,
  EMAIL_TAKEN: 409,
  PRODUCT_CHANGED: 409,
  ORDER_STATUS_CONFLICT: 409,
  PAYMENT_PENDING: 409,
  FULFILMENT_EXCEEDS_ORDER: 409,
  REFUND_EXCEEDS_PAYMENT: 409,
  RETURN_EXCEEDS_SHIPMENT: 409,
  RETURN_WINDOW_CLOSED: 409,
  RETURN_STATUS_CONFLICT: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  REPAIR_NOT_POSSIBLE: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
  PAYMENT_PROVIDER_UNAVAILABLE: 503,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One field at fault: `field` is the path as the caller sent it, e.g. `shippingAddress.postalCode`. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/**
 * An error meant for the caller. Thrown anywhere below a handler; the kit turns it into the error
 * envelope with the status of its code. Anything else that is thrown becomes INTERNAL_ERROR.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ErrorCode;
  readonly details: readonly FieldProblem[] | undefined;
  /** Seconds for the Retry-After header; only for 429 and 503. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: readonly FieldProblem[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfter = options.retryAfter;
  }

  get statusCode(): number {
    return ERROR_STATUS[this.code];
  }
}
