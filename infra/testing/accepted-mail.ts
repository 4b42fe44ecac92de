import { z } from "zod";
import { eventsOf } from "../local/events/mail-events.ts";
import type { AcceptedMail } from "../local/seams.ts";

/** By which the tests' shops send, as far as they are not whole clouds. */
export const CONFIGURATION_SET = "tests";

const requestSchema = z.object({
  FromEmailAddress: z.string(),
  ConfigurationSetName: z.string(),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Destination: z.object({ ToAddresses: z.array(z.string()) }),
  Content: z.object({ Simple: z.object({ Subject: z.object({ Data: z.string() }) }) }),
});

/** The mail of a SendEmail request that a stand-in for SES takes. */
export function toAcceptedMail(request: unknown, messageId: string): AcceptedMail {
  const sent = requestSchema.parse(request);
  return {
    messageId,
    from: sent.FromEmailAddress,
    to: sent.Destination.ToAddresses,
    subject: sent.Content.Simple.Subject.Data,
    sentAt: new Date().toISOString(),
    configurationSet: sent.ConfigurationSetName,
    tags: Object.fromEntries(sent.EmailTags.map(({ Name, Value }) => [Name, [Value]])),
  };
}

/** What SES publishes of it: messages of the queue `mailEvents`. */
export function mailEventsOf(mail: AcceptedMail): readonly object[] {
  const types = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT"];
  return eventsOf(mail, [{ configurationSet: CONFIGURATION_SET, types }]).map(
    ({ detail }) => detail,
  );
}
