import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, type AcceptedMail, type MailEventDestination, REGION } from "../seams.ts";
import type { BusEvent } from "./event-bus.ts";

/** One thing that SES tells: its name in destinations, its event's two names, and what it says. */
interface Outcome {
  readonly type: string;
  readonly eventType: string;
  readonly detailType: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What SES publishes of a mail that it has taken. It goes by the recipient, as SES's mailbox simulator
 * does; whoever is not of the simulator gets the mail.
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
 */
export function eventsOf(
  mail: AcceptedMail,
  destinations: readonly MailEventDestination[],
): readonly BusEvent[] {
  const { configurationSet } = mail;
  const told = destinations.filter((one) => one.configurationSet === configurationSet);
  if (configurationSet === undefined || told.length === 0) return [];
  return outcomesOf(mail)
    .filter(({ type }) => told.some(({ types }) => types.includes(type)))
    .map(({ eventType, detailType, body }) => ({
      version: "0",
      id: randomUUID(),
      "detail-type": detailType,
      source: "aws.ses",
      account: ACCOUNT_ID,
      time: new Date().toISOString(),
      region: REGION,
      resources: [`arn:aws:ses:${REGION}:${ACCOUNT_ID}:configuration-set/${configurationSet}`],
      detail: { eventType, mail: describe(mail, configurationSet), ...body },
    }));
}

function describe({ messageId, from, to, subject, sentAt, tags }: AcceptedMail, set: string) {
  return {
    timestamp: sentAt,
    messageId,
    source: from,
    sendingAccountId: ACCOUNT_ID,
    destination: to,
    headersTruncated: false,
    headers: [],
    commonHeaders: { from: [from], to, subject, messageId },
    tags: { "ses:operation": ["SendEmail"], "ses:configuration-set": [set], ...tags },
  };
}

const sent: Outcome = {
  type: "SEND",
  eventType: "Send",
  detailType: "Email Sent",
  body: { send: {} },
};

function outcomesOf({ to }: AcceptedMail): readonly Outcome[] {
  const timestamp = new Date().toISOString();
  const delivered: Outcome = {
    type: "DELIVERY",
    eventType: "Delivery",
    detailType: "Email Delivered",
    body: { delivery: { timestamp, recipients: to, smtpResponse: "250 2.6.0 Message received" } },
  };
  switch (simulated(to)) {
    case "bounce":
      return [sent, bounced(to, timestamp, "General", "smtp; 550 5.1.1 user unknown")];
    case "suppressionlist":
      return [sent, bounced(to, timestamp, "Suppressed", "The address is on the suppression list")];
    case "complaint": {
      const complainedRecipients = to.map((emailAddress) => ({ emailAddress }));
      const complaint = { timestamp, complaintFeedbackType: "abuse", complainedRecipients };
      return [
        sent,
        delivered,
        {
          type: "COMPLAINT",
          eventType: "Complaint",
          detailType: "Email Complaint Received",
          body: { complaint },
        },
      ];
    }
    default:
      return [sent, delivered];
  }
}

/** The mailbox of SES's simulator that a mail goes to, without its label; empty for people. */
function simulated(to: readonly string[]): string {
  return (
    /([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com/i.exec(to.join())?.[1]?.toLowerCase() ?? ""
  );
}

function bounced(
  to: readonly string[],
  timestamp: string,
  bounceSubType: string,
  diagnosticCode: string,
): Outcome {
  const bouncedRecipients = to.map((emailAddress) => ({
    emailAddress,
    action: "failed",
    status: "5.1.1",
    diagnosticCode,
  }));
  return {
    type: "BOUNCE",
    eventType: "Bounce",
    detailType: "Email Bounced",
    body: { bounce: { bounceType: "Permanent", bounceSubType, timestamp, bouncedRecipients } },
  };
}
