/** What SES takes as the value of a tag, besides `_`, with which the rest is written. */
const PLAIN = /[A-Za-z0-9.-]/;
const encoder = new TextEncoder();

/**
 * A mail's key as the value of a tag of SES, which allows ASCII letters, digits and `_-.@` in at most
 * 256 characters (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html).
 * @throws Error where it would be longer
 */
export function toTag(key: string): string {
  const value = Array.from(key, (character) =>
    PLAIN.test(character)
      ? character
      : Array.from(encoder.encode(character), (byte) => `_${hex(byte)}`).join(""),
  ).join("");
  if (value.length <= 256) return value;
  throw new Error(`The key of a mail is too long for a tag: ${key}`);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** The key that `toTag` wrote. @throws URIError where it was not written so */
export function fromTag(value: string): string {
  return decodeURIComponent(value.replaceAll("_", "%"));
}
