import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SendEmailCommand, type SendEmailCommandInput, SESv2Client } from "@aws-sdk/client-sesv2";
import { afterAll, describe, expect, it } from "vitest";
import type { AcceptedMail, SesEmulator } from "../seams.ts";
import { startMail } from "./mail.ts";
import type { Running } from "./running.ts";

const stateDir = mkdtempSync(join(tmpdir(), "parasol-mail-"));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const send = (
  mail: Running<SesEmulator>,
  subject: string,
  by: Pick<SendEmailCommandInput, "ConfigurationSetName" | "EmailTags"> = {},
) =>
  new SESv2Client({
    endpoint: mail.emulator.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  }).send(
    new SendEmailCommand({
      ...by,
      FromEmailAddress: "shop@parasol.example",
      Destination: { ToAddresses: ["ada@example.com"] },
      Content: {
        Simple: {
          Subject: { Data: subject },
          Body: { Html: { Data: "<p>Hello</p>" }, Text: { Data: "Hello" } },
        },
      },
    }),
  );

/** Every start has the same address: a kept connection would lead to the one before. */
const fetchOnce = (url: string, method = "GET") =>
  fetch(url, { method, headers: { connection: "close" } });

async function subjects(mail: Running<SesEmulator>): Promise<string[]> {
  const answer = await (await fetchOnce(`${mail.emulator.inboxUrl}/store`)).json();
  return (answer as { emails: { subject: string }[] }).emails.map(({ subject }) => subject);
}

describe("the inbox", () => {
  it("shows a page and keeps its mails over a restart, even one that cut a mail short", async () => {
    const first = await startMail(stateDir);
    await send(first, "one");
    await send(first, "two");
    expect(await (await fetchOnce(first.emulator.inboxUrl)).text()).toContain("<html");
    await first.close();
    appendFileSync(join(stateDir, "mail.jsonl"), '{"messageId":"cut sh');

    const second = await startMail(stateDir);
    await send(second, "three");
    expect(await subjects(second)).toEqual(["one", "two", "three"]);
    await second.close();

    const third = await startMail(stateDir);
    expect(await subjects(third)).toEqual(["one", "two", "three"]);
    await third.close();
  });

  it("forgets them for good when it is cleared", async () => {
    const mail = await startMail(stateDir);
    await fetchOnce(`${mail.emulator.inboxUrl}/clear-store`, "POST");
    await send(mail, "after");
    await mail.close();
    const again = await startMail(stateDir);
    expect(await subjects(again)).toEqual(["after"]);
    await again.close();
  });

  it("tells what it took, with set and tags, and tells it again after a start", async () => {
    const first = await startMail(stateDir);
    await fetchOnce(`${first.emulator.inboxUrl}/clear-store`, "POST");
    const told: AcceptedMail[] = [];
    first.emulator.onAccepted((mail) => told.push(mail));
    told.length = 0;
    await Promise.all([
      send(first, "one", { ConfigurationSetName: "shop", EmailTags: [{ Name: "k", Value: "1" }] }),
      send(first, "two", { ConfigurationSetName: "shop", EmailTags: [{ Name: "k", Value: "2" }] }),
      send(first, "three"),
    ]);
    await first.close();

    const by = Object.fromEntries(told.map((mail) => [mail.subject, mail]));
    expect(by["one"]).toMatchObject({ configurationSet: "shop", tags: { k: ["1"] } });
    expect(by["two"]).toMatchObject({ configurationSet: "shop", tags: { k: ["2"] } });
    expect(by["three"]).toMatchObject({ to: ["ada@example.com"], tags: {} });
    expect(by["three"]?.configurationSet).toBeUndefined();

    const second = await startMail(stateDir);
    const again: AcceptedMail[] = [];
    second.emulator.onAccepted((mail) => again.push(mail));
    await second.close();
    expect(again).toEqual(told);
  });
});
