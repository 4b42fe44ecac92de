import { appendFileSync, readFileSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import ses from "aws-ses-v2-local";
import {
  clearStore,
  type Email,
  getStoreReadonly,
  saveEmail,
} from "aws-ses-v2-local/dist/store.js";
import { keptPort } from "../ports.ts";
import type { AcceptedMail, SesEmulator } from "../seams.ts";
import { writeFileAtomically } from "../state.ts";
import { MailRequests, type SentBy } from "./mail-requests.ts";
import type { Running } from "./running.ts";

/** Older mails leave the inbox at a restart. */
const RESTORED_MAILS = 500;
/** What was taken so shortly before a start is told again: a kill may have come in between. */
const TOLD_AGAIN_S = 600;

type Kept = Email & SentBy;
type Listener = (mail: AcceptedMail) => void;

/**
 * Starts SES with its inbox. Every mail is appended to `mail.jsonl` before SES answers, so the
 * inbox survives a restart and a kill -9. The emulator holds its mails per process: start one.
 */
export async function startMail(stateDir: string): Promise<Running<SesEmulator>> {
  const path = join(stateDir, "mail.jsonl");
  clearStore();
  const mails = readMails(path).slice(-RESTORED_MAILS);
  for (const email of mails) saveEmail(email);
  // Written anew, so that the next mail does not continue a line that was cut short.
  writeFileAtomically(path, mails.map(toLine).join(""));
  const requests = new MailRequests();
  let tell: Listener = () => undefined;
  const keep = (email: Email): void => {
    const kept: Kept = { ...email, ...requests.take(email) };
    appendFileSync(path, toLine(kept));
    tell(toAccepted(kept));
  };
  keepNewMails(keep);
  const port = await keptPort(stateDir, "mail");
  const server = await listen(port);
  requests.watch(server);
  server.on("request", (request, response) => {
    if (request.url !== "/clear-store") return;
    response.once("finish", () => {
      rmSync(path, { force: true });
      keepNewMails(keep);
    });
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    emulator: {
      url,
      inboxUrl: url,
      onAccepted: (listener) => {
        tell = listener;
        const since = Date.now() / 1_000 - TOLD_AGAIN_S;
        for (const one of mails) if (one.at > since) listener(toAccepted(one));
      },
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      clearStore();
    },
  };
}

/** The package is CommonJS: its default export arrives one level down when Node imports it. */
function listen(port: number): Promise<Server> {
  const start = typeof ses === "function" ? ses : Reflect.get(ses, "default");
  return start({ port, host: "127.0.0.1" });
}

/** Clearing the store replaces its array, so this is called again after it. */
function keepNewMails(keep: (email: Email) => void): void {
  const { emails } = getStoreReadonly();
  Object.defineProperty(emails, "push", {
    value: (...added: Email[]) => {
      added.forEach(keep);
      return Array.prototype.push.apply(emails, added);
    },
  });
}

function toAccepted({ messageId, from, destination, subject, at, ...by }: Kept): AcceptedMail {
  const { configurationSet, tags = {} } = by;
  const { to } = destination;
  const sentAt = new Date(at * 1_000).toISOString();
  return {
    ...{ messageId, from, to, subject, sentAt, tags },
    ...(configurationSet !== undefined && { configurationSet }),
  };
}

function toLine(email: Kept): string {
  return `${JSON.stringify(email)}\n`;
}

/** A last line that a kill cut short was never acknowledged, and is left out. */
function readMails(path: string): Kept[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return [];
  }
  return text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}
