import type { Service } from "./calls.ts";

export interface SentMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** SES in memory: whatever it accepted has gone out. */
export class Mailbox {
  readonly mails: SentMail[] = [];

  readonly service: Service = (operation, input) => {
    if (operation !== "SendEmail") throw new Error(`The laboratory's SES knows no ${operation}.`);
    const { Destination, Content } = input as {
      Destination: { ToAddresses: string[] };
      Content: { Simple: { Subject: { Data: string }; Body: { Text: { Data: string } } } };
    };
    const id = `mail-${this.mails.length + 1}`;
    this.mails.push({
      id,
      to: Destination.ToAddresses.join(", "),
      subject: Content.Simple.Subject.Data,
      text: Content.Simple.Body.Text.Data,
    });
    return { MessageId: id };
  };
}
