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
import type { SesEmulator } from "../seams.ts";
import { writeFileAtomically } from "../state.ts";
import type { Running } from "./running.ts";

/** Older mails leave the inbox at a restart. */
const RESTORED_MAILS = 500;

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
  appendNewMails(path);
  const port = await keptPort(stateDir, "mail");
  const server = await listen(port);
  server.on("request", (request, response) => {
    if (request.url !== "/clear-store") return;
    response.once("finish", () => {
      rmSync(path, { force: true });
      appendNewMails(path);
    });
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    emulator: { url, inboxUrl: url },
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
function appendNewMails(path: string): void {
  const { emails } = getStoreReadonly();
  Object.defineProperty(emails, "push", {
    value: (...added: Email[]) => {
      appendFileSync(path, added.map(toLine).join(""));
      return Array.prototype.push.apply(emails, added);
    },
  });
}

function toLine(email: Email): string {
  return `${JSON.stringify(email)}\n`;
}

/** A last line that a kill cut short was never acknowledged, and is left out. */
function readMails(path: string): Email[] {
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
