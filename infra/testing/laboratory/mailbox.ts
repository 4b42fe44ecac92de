import { MAIL_TAG } from "#contracts/messages";
import { fromTag } from "#domain/mail/tag";
import { mailEventsOf, toAcceptedMail } from "../accepted-mail.ts";
import type { Service } from "./calls.ts";

export interface SentMail {
  readonly id: string;
  /** What the shop calls it, once and for all; empty where that is not known. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

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
    const { Content } = input as { Content: { Simple: { Body: { Text: { Data: string } } } } };
    const id = `mail-${this.mails.length + 1}`;
    const mail = toAcceptedMail(input, id);
    const { to, subject, tags } = mail;
    const key = fromTag(tags[MAIL_TAG]?.[0] ?? "");
    const text = Content.Simple.Body.Text.Data;
    this.mails.push({ id, key, to: to.join(", "), subject, text });
    mailEventsOf(mail).forEach(this.#tell);
    return { MessageId: id };
  };
}
