import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AcceptedMail } from "../local/seams.ts";
import { CONFIGURATION_SET, mailEventsOf, toAcceptedMail } from "./accepted-mail.ts";

/** What the service does with the next request instead of taking the mail. */
type MailFault =
  | { readonly refuse: string; readonly status?: number }
  /** Takes it, and answers only once this is settled. */
  | { readonly until: Promise<void> }
  /** Takes it, and the answer never arrives: the sender may as well have died. */
  | "lose the answer";

/**
 * SES for tests of one job: it takes mails, can be told to fail, and gives the events that it would
 * publish, as often and in whatever order a test likes.
 */
export async function openMailService() {
  const accepted: AcceptedMail[] = [];
  const faults: MailFault[] = [];
  let requests = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const sent: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    requests += 1;
    const fault = faults.shift();
    if (typeof fault === "object" && "refuse" in fault) {
      response.writeHead(fault.status ?? 400, { "x-amzn-errortype": fault.refuse });
      response.end(JSON.stringify({ message: `${fault.refuse} by the test` }));
      return;
    }
    const messageId = `0107-${requests}`;
    accepted.push(toAcceptedMail(sent, messageId));
    if (typeof fault === "object") await fault.until;
    if (fault === "lose the answer") response.destroy();
    else response.end(JSON.stringify({ MessageId: messageId }));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    environment: {
      AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      MAIL_FROM: "Parasol <shop@example.com>",
      MAIL_CONFIGURATION_SET: CONFIGURATION_SET,
    },
    /** Mails that it has taken, oldest first. */
    accepted,
    /** For the next requests, one each. */
    faults,
    /** How often it was asked to send. */
    requests: () => requests,
    /** Messages of the queue `mailEvents` about a mail. */
    events: mailEventsOf,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
