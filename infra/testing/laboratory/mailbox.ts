import { MAIL_TAG } from "#contracts/messages";
import { fromTag } from "#domain/mail/tag";
import { eventsOf } from "../../local/events/mail-events.ts";
import type { Service } from "./calls.ts";

export interface SentMail {
  readonly id: string;
  /** What the shop calls it, once and for all; empty where that is not known. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export const CONFIGURATION_SET = "laboratory";

/** SES in memory: whatever it accepted has gone out, and it tells so. */
export class Mailbox {
  readonly mails: SentMail[] = [];
  readonly #tell: (event: object) => void;

  /** @param tell is given what SES publishes of each mail */
  constructor(tell: (event: object) => void) {
    this.#tell = tell;
  }

  readonly service: Service = (operation, input) => {
    if (operation !== "SendEmail") throw new Error(`The laboratory's SES knows no ${operation}.`);
    const { ConfigurationSetName, EmailTags, Destination, Content } = input as {
      ConfigurationSetName: string;
      EmailTags: { Name: string; Value: string }[];
      Destination: { ToAddresses: string[] };
      Content: { Simple: { Subject: { Data: string }; Body: { Text: { Data: string } } } };
    };
    const id = `mail-${this.mails.length + 1}`;
    const to = Destination.ToAddresses;
    const subject = Content.Simple.Subject.Data;
    const tags = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]]));
    const key = fromTag(tags[MAIL_TAG]?.[0] ?? "");
    const text = Content.Simple.Body.Text.Data;
    this.mails.push({ id, key, to: to.join(", "), subject, text });
    const mail = {
      ...{ messageId: id, from: "shop@shop.example", to, subject, tags },
      sentAt: new Date().toISOString(),
      configurationSet: ConfigurationSetName,
    };
    const told = [{ configurationSet: CONFIGURATION_SET, types: ["SEND", "DELIVERY"] }];
    for (const { detail } of eventsOf(mail, told)) this.#tell(detail);
    return { MessageId: id };
  };
}
