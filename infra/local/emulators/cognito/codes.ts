import { randomInt } from "node:crypto";
import { codeMismatch, expiredCode, limitExceeded } from "./errors.ts";
import type { Code, Pool } from "./model.ts";

const MAX_MISSES = 5;

/** Sends a mail by SES; the emulator's own sender, or nothing where no inbox was started. */
export type SendMail = (mail: {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}) => Promise<void>;

/** A new six-digit code. @param lifetimeHours 24 for a registration, 1 for a password reset */
export function newCode(lifetimeHours: number): Code {
  const value = String(randomInt(0, 1_000_000)).padStart(6, "0");
  return { value, expiresAt: Date.now() + lifetimeHours * 3_600_000, misses: 0 };
}

/**
 * Checks a code that a person typed; the caller stores the miss that it counts.
 * @throws CognitoError when it is wrong, too old, or was guessed at too often
 */
export function assertCode(code: Code | undefined, given: string, storeMiss: (code: Code) => void) {
  if (!code) throw expiredCode();
  if (code.misses >= MAX_MISSES) throw limitExceeded();
  if (code.value !== given) {
    storeMiss({ ...code, misses: code.misses + 1 });
    throw codeMismatch();
  }
  if (code.expiresAt < Date.now()) throw expiredCode();
}

/** Mails a code in the pool's own words: HTML that holds `{####}` where the code goes. */
export async function mailCode(sendMail: SendMail, pool: Pool, email: string, code: Code) {
  const template = pool.VerificationMessageTemplate;
  const standard = "Your Parasol code is {####}";
  const subject = template?.EmailSubject ?? pool.EmailVerificationSubject ?? standard;
  const html = template?.EmailMessage ?? pool.EmailVerificationMessage ?? standard;
  await sendMail({
    from: pool.EmailConfiguration?.From ?? "no-reply@verificationemail.com",
    to: email,
    subject: subject.replaceAll("{####}", code.value),
    html: html.replaceAll("{####}", code.value),
  });
}

/** How Cognito tells where a code went without telling the address. */
export function deliveryDetails(email: string) {
  const [name = "", domain = ""] = email.split("@");
  return {
    AttributeName: "email",
    DeliveryMedium: "EMAIL",
    Destination: `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`,
  };
}
