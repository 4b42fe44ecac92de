/** Crockford base32: no I, L, O or U, so a number read over the telephone survives. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function random(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  // 256 is a multiple of 32, so the remainder is uniform.
  return Array.from(bytes, (byte) => ALPHABET[byte % 32]).join("");
}

/** A new product id: `prod_` and 16 characters (80 bits). A slug never starts like this. */
export function newProductId(): string {
  return `prod_${random(16).toLowerCase()}`;
}

/** A new promotion id: `promo_` and 16 characters. */
export function newPromotionId(): string {
  return `promo_${random(16).toLowerCase()}`;
}

/** Whether a text has the form of a product id, so that ids and slugs can share a path. */
export function isProductId(value: string): boolean {
  return value.startsWith("prod_");
}

/** A cart id: 26 characters, 130 bits. Whoever knows it holds the cart, so it must not be guessed. */
export function newCartId(): string {
  return random(26);
}

/**
 * An order number `P-yymmdd-XXXXX` for the UTC day of `now`. 25 random bits a day: the writer puts
 * it conditionally and draws again on collision.
 */
export function newOrderNumber(now: Date): string {
  const day = now.toISOString().slice(2, 10).replaceAll("-", "");
  return `P-${day}-${random(5)}`;
}

export const ORDER_NUMBER = /^P-\d{6}-[0-9A-HJKMNP-TV-Z]{5}$/;

/**
 * A ULID: 48 bits of milliseconds, 80 random bits, 26 characters. Sorts by time;
 * within one millisecond the order is random.
 */
export function newUlid(now: Date): string {
  return ulidTime(now) + random(16);
}

/** The first ten characters of every ULID of that millisecond, for ranges. */
export function ulidTime(at: Date): string {
  let time = at.getTime();
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = ALPHABET[time % 32] + head;
    time = Math.floor(time / 32);
  }
  return head;
}
