import { describe, expect, it } from "vitest";
import { codeMail } from "#domain/mail/letters";
import { onlyOne, synthesize } from "./fixture.ts";

const PLACEHOLDER = "{####}";

/**
 * Cognito takes letters, marks, symbols, numbers and punctuation: not the zero-width characters with
 * which the preview is filled up. Source: CloudFormation, pattern of EmailVerificationMessage.
 */
const taken = (html: string): string => html.replace(/\p{Cf}/gu, "");

describe("The mail with a code, which Cognito sends", () => {
  it("is what the template gives", async () => {
    const { html } = await codeMail(PLACEHOLDER);

    await expect(taken(html)).toMatchFileSnapshot("code-mail.html");
  });

  it("is in the pool as a whole, with a place for the code and short enough", async () => {
    const { subject, html } = await codeMail(PLACEHOLDER);
    const pool = onlyOne(synthesize().ofType("AWS::Cognito::UserPool"));

    expect(html.length).toBeLessThanOrEqual(20_000);
    expect(html.split(PLACEHOLDER)).toHaveLength(2);
    expect(pool.Properties["VerificationMessageTemplate"]).toEqual({
      DefaultEmailOption: "CONFIRM_WITH_CODE",
      EmailMessage: taken(html),
      EmailSubject: subject,
      SmsMessage: expect.any(String),
    });
  });
});
