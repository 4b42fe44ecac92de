import type { Drift } from "./integrity.ts";

/** An event that is not delivered yet. */
interface Told {
  readonly id: string;
  readonly kind: string;
  readonly orderNumber: string;
  readonly sentAgain: number;
  /** Null once it was given up. */
  readonly dueAt: string | null;
  readonly createdAt: string;
}

/** The relay needs seconds, the sweeper looks after five minutes: after three of its runs it is late. */
const LATE_MS = 20 * 60_000;

/** An event should be delivered by now. */
export function ofEvent(event: Told, now: Date): Drift | undefined {
  const age = now.getTime() - new Date(event.createdAt).getTime();
  if (age < LATE_MS) return undefined;
  if (event.dueAt === null) {
    return {
      kind: "outbox.given-up",
      subject: event.id,
      severity: "alarm",
      expected: "Delivered",
      found: `Sent ${event.sentAgain} times in a week, and given up`,
      why:
        `${event.kind} of ${event.orderNumber} never got through. The log of its job says why; once ` +
        "that is mended, it can be tried again, and what it asks for still happens once.",
      remedy: "person",
    };
  }
  const minutes = Math.floor(age / 60_000);
  return {
    kind: "outbox.overdue",
    subject: event.id,
    severity: "alarm",
    expected: "Delivered within seconds",
    found: `Waiting for ${minutes} minutes, sent again ${event.sentAgain} times`,
    why:
      `${event.kind} of ${event.orderNumber} is not done: the stream lost it, or what it asks for ` +
      "fails each time. The sweeper goes on sending it, ever more rarely; the log of its job says why.",
    remedy: "none",
  };
}

/** A mail that an order owes its shopper. */
export interface OwedMail {
  readonly key: string;
  /** Such as "Receipt". */
  readonly title: string;
  readonly orderNumber: string;
}

interface MailSeen {
  readonly status: "SENDING" | "SENT";
  readonly leaseUntil: string;
}

/** Somebody who sends has a minute; the message comes back within four, and the sweeper after five. */
const STUCK_MS = 20 * 60_000;

/**
 * An event that owes a mail has the record that it went out, or is on its way.
 * @param underWay the outbox still holds the event: whoever delivers it writes the record
 */
export function ofMail(
  mail: OwedMail,
  record: MailSeen | undefined,
  underWay: boolean,
  now: Date,
): Drift | undefined {
  if (record?.status === "SENT" || underWay) return undefined;
  const base = {
    subject: mail.key,
    severity: "alarm",
    expected: `${mail.title} sent once`,
    remedy: "person",
  } as const;
  if (record === undefined) {
    return {
      ...base,
      kind: "mail.missing",
      found: "No record that it went out",
      why:
        `The event of ${mail.orderNumber} was taken out of the outbox, which happens only after the ` +
        "mail went out, and the record of it is not there: it was removed, or the event was. Whether " +
        "the shopper has the mail cannot be told from here, so nobody sends it again unasked.",
    };
  }
  if (new Date(record.leaseUntil).getTime() + STUCK_MS > now.getTime()) return undefined;
  return {
    ...base,
    kind: "mail.stuck",
    found: `Being sent until ${record.leaseUntil.slice(11, 16)}, and never since`,
    why:
      "Whoever sent it died between SES's answer and writing it down, and the event that would try " +
      "again is gone. Whether the shopper has the mail cannot be told from here.",
  };
}
