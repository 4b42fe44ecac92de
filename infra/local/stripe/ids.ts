import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An id as Stripe makes them: a prefix that tells the kind, then letters and digits by chance. */
export function newId(prefix: string, length = 24): string {
  // 248 is the largest multiple of 62 in a byte: dropping the rest keeps every letter as likely.
  let id = "";
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && id.length < length) id += ALPHABET[byte % 62];
    }
  }
  return `${prefix}${id}`;
}
