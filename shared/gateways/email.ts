import { SendEmailCommand, SESv2Client, SESv2ServiceException } from "@aws-sdk/client-sesv2";
import { z } from "zod";
import { MAIL_TAG } from "#contracts/messages";
import { toTag } from "#domain/mail/tag";
import { environment } from "#values/environment";

export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  /** The same in plain text. */
  readonly text: string;
  /** Names the mail in everything that SES tells of it. */
  readonly key: string;
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

/** SES did not take the mail, for sure: it is throttled, over its quota, or does not like this one. */
export class MailRefused extends Error {}

/**
 * Hands a mail to SES, from MAIL_FROM. Gives SES's message id. SES names the recipient in some of its
 * refusals; the error does not, since it goes to the log.
 * @throws MailRefused where SES says no: a throttled mail goes through later
 * @throws Error where nobody knows whether SES took it
 */
export async function send(email: Email): Promise<string> {
  const { MAIL_CONFIGURATION_SET } = environment({ MAIL_CONFIGURATION_SET: z.string().min(1) });
  const request = new SendEmailCommand({
    ConfigurationSetName: MAIL_CONFIGURATION_SET,
    EmailTags: [{ Name: MAIL_TAG, Value: toTag(email.key) }],
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
    const message = String(error).replaceAll(email.to, "<recipient>");
    throw isRefusal(error) ? new MailRefused(message) : new Error(message);
  });
  if (answer.MessageId === undefined) throw new Error("SES answered without a message id.");
  return answer.MessageId;
}

function isRefusal(error: unknown): boolean {
  return error instanceof SESv2ServiceException && error.$fault === "client";
}
