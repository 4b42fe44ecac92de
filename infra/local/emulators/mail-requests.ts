import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Email } from "aws-ses-v2-local/dist/store.js";
import { z } from "zod";

const requestSchema = z.object({
  ConfigurationSetName: z.string(),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Destination: z.object({ ToAddresses: z.array(z.string()).default([]) }),
  Content: z.object({
    Simple: z.object({
      Subject: z.object({ Data: z.string() }),
      Body: z.object({ Text: z.object({ Data: z.string() }).optional() }),
    }),
  }),
});

type SendRequest = z.output<typeof requestSchema>;

/** What a mail was sent by; none where the request named no configuration set. */
export interface SentBy {
  readonly configurationSet?: string;
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Remembers configuration set and tags of the requests that are under way: the emulator keeps mails
 * without them. A mail is found by what it says, since the emulator stores it before it answers.
 */
export class MailRequests {
  readonly #open = new Set<SendRequest>();

  /** Reads each request along with the emulator. */
  watch(server: Server): void {
    server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
      if (request.method !== "POST" || request.url !== "/v2/email/outbound-emails") return;
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const sent = parse(Buffer.concat(parts).toString("utf8"));
        if (sent === undefined) return;
        this.#open.add(sent);
        response.once("close", () => this.#open.delete(sent));
      });
    });
  }

  /** What the mail was sent by that the emulator is about to keep. */
  take(email: Email): SentBy {
    const { subject, body, destination } = email;
    const found = [...this.#open].find(
      ({ Content: { Simple }, Destination }) =>
        Simple.Subject.Data === subject &&
        Simple.Body.Text?.Data === body.text &&
        Destination.ToAddresses.join() === destination.to.join(),
    );
    if (found === undefined) return {};
    this.#open.delete(found);
    return {
      configurationSet: found.ConfigurationSetName,
      tags: Object.fromEntries(found.EmailTags.map(({ Name, Value }) => [Name, [Value]])),
    };
  }
}

function parse(text: string): SendRequest | undefined {
  try {
    return requestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
