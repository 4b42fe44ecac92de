import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Email from "./email.ts";

/** Answers as SES does in its sandbox, where it names who may not be written to. */
let server: Server;
const before = { ...process.env };

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(400, { "x-amzn-errortype": "MessageRejected" });
    response.end(JSON.stringify({ message: "Not verified: maren@example.com" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    MAIL_FROM: "shop@example.com",
    MAIL_CONFIGURATION_SET: "shop",
  });
});

afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("a mail that SES refuses", () => {
  it("is an error that says why, but not to whom it was", async () => {
    const content = {
      key: "order.paid/P-1",
      subject: "Your order",
      html: "<p>Thanks</p>",
      text: "Thanks",
    };

    const refused = await Email.send({ to: "maren@example.com", ...content }).catch(
      (error: unknown) => error,
    );

    expect(refused).toBeInstanceOf(Error);
    expect((refused as Error).message).toBe("MessageRejected: Not verified: <recipient>");
    expect((refused as Error).stack).not.toContain("maren@example.com");
  });
});
