import type { Guard } from "./guard-table.ts";

const FAULTS = "functions/jobs/mail-faults.test.ts";
const RECORD = "shared/data/mail-record.ts";

/** What stands between an event and a second mail, or none. */
export const mailGuards: readonly Guard[] = [
  {
    name: "what SES tells of a mail is written on its record",
    faults: [23],
    file: RECORD,
    text: "if (isKnown) return messageId;",
    instead: "return messageId;",
    test: FAULTS,
    titled: "SES takes the mail",
  },
  {
    name: "a mail that was sent is not sent again",
    faults: [22, 23],
    file: RECORD,
    text: 'if (found?.status === "SENT") return { state: "sent" };',
    instead: "",
    test: FAULTS,
    titled: "ten times over",
  },
  {
    name: "of those who begin to send a mail one goes on",
    faults: [21],
    file: RECORD,
    text: "when: record.version === 1 ? absent : versionIs(record.version - 1),",
    instead: "",
    test: "infra/testing/laboratory/duels.test.ts",
    titled: "two who send one mail",
  },
  {
    name: "a mail that SES refused may be tried at once",
    faults: [23],
    file: "functions/jobs/send-mail.ts",
    text: "if (error instanceof Email.MailRefused) await MailRecord.giveUp(lease, new Date());",
    instead: "",
    test: FAULTS,
    titled: "TooManyRequestsException",
  },
  {
    name: "what became of a mail does not go back",
    faults: [23],
    file: RECORD,
    text: "delivery === null || DELIVERIES.indexOf(heard) > DELIVERIES.indexOf(delivery)",
    instead: "delivery !== heard",
    test: FAULTS,
    titled: "complaint@simulator",
  },
  {
    name: "events that the stream lost are sent by the sweeper",
    faults: [24],
    file: "functions/jobs/sweep-outbox.ts",
    text: "events.flatMap((event) => Outbox.toMail(event) ?? [])",
    instead: "[]",
    test: FAULTS,
    titled: "fault 24",
  },
  {
    name: "an event goes when its mail has gone, not before",
    faults: [20, 24],
    file: "functions/jobs/send-mail.ts",
    text: '  if ("outboxId" in message) await commit(Outbox.remove(message.outboxId));\n',
    instead: "",
    test: FAULTS,
    titled: "fault 24",
  },
  {
    name: "records of before deliveries were kept still count",
    faults: [42],
    file: RECORD,
    text: "  delivery: z.enum(DELIVERIES).nullable().default(null),",
    instead: "  delivery: z.enum(DELIVERIES).nullable(),",
    test: FAULTS,
    titled: "fault 42",
  },
];
