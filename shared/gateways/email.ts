import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { z } from "zod";
import { environment } from "#values/environment";

export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  /** The same in plain text. */
  readonly text: string;
}

/**
 * One try: an answer that is lost on its way may be that of a mail which SES has taken, and the SDK
 * would send it a second time at once. The queue tries again, after what SES has published was heard.
 */
const client = new SESv2Client({ maxAttempts: 1 });

/** The shop's own address, from which its mails come and at which staff read. */
export function mailFrom(): string {
  return environment({ MAIL_FROM: z.string().min(3) }).MAIL_FROM;
}

/**
 * Hands a mail to SES, from MAIL_FROM. Gives SES's message id. Throws where SES refuses it: the
 * caller tries again, since a throttled mail goes through later. SES names the recipient in some of
 * its refusals; the error does not, since it goes to the log.
 */
export async function send(email: Email): Promise<string> {
  const request = new SendEmailCommand({
    FromEmailAddress: mailFrom(),
    Destination: { ToAddresses: [email.to] },
    Content: {
      Simple: {
        Subject: { Data: email.subject, Charset: "UTF-8" },
        Body: {
          Html: { Data: email.html, Charset: "UTF-8" },
          Text: { Data: email.text, Charset: "UTF-8" },
        },
      },
    },
  });
  const answer = await client.send(request).catch((error: unknown) => {
    throw new Error(String(error).replaceAll(email.to, "<recipient>"));
  });
  if (answer.MessageId === undefined) throw new Error("SES answered without a message id.");
  return answer.MessageId;
}
