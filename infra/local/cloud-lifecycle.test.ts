import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { key, RunningFixture } from "./fixture/running.ts";

let fixture: RunningFixture;

beforeAll(async () => {
  fixture = await RunningFixture.open();
});

afterAll(() => fixture?.remove());

describe("what happens later", () => {
  const logged = (name: string, text: string) =>
    fixture.printed(`Fixture-jobs-${name}`).some((line) => line.includes(text));

  it("a message reaches the queue's function", async () => {
    const QueueUrl = fixture.cloud.physicalId("Fixture-jobs/Orders");
    await fixture.sdk("sqs", "SendMessage", { QueueUrl, MessageBody: "order 1" });
    await fixture.cloud.idle();
    await expect.poll(() => logged("Job", "order 1")).toBe(true);
  });

  it("a change reaches the stream's function if the filter lets it through", async () => {
    const TableName = fixture.cloud.physicalId("Fixture-data/Table");
    await fixture.sdk("dynamodb", "PutItem", { TableName, Item: key("OTHER#1") });
    await fixture.sdk("dynamodb", "PutItem", { TableName, Item: key("EVT#1") });
    await fixture.cloud.idle();
    await expect.poll(() => logged("Relay", "EVT#1")).toBe(true);
    expect(logged("Relay", "OTHER#1")).toBe(false);
  });

  it("a schedule can be fired", async () => {
    await fixture.cloud.fire("Fixture-jobs/Sweep");
    await expect.poll(() => logged("Job", '{"sweep":true}')).toBe(true);
  });
});

describe("after a restart", () => {
  it("items, secrets and ids are what they were", async () => {
    const Item = { ...key("ITEM#1"), name: { S: "fox" } };
    await fixture.sdk("dynamodb", "PutItem", {
      TableName: fixture.cloud.physicalId("Fixture-data/Table"),
      Item,
    });
    const before = JSON.parse((await fixture.get("/api/v1/shop/7")).body).environment;
    await fixture.stop();
    await fixture.start();
    const after = JSON.parse((await fixture.get("/api/v1/shop/7")).body).environment;
    for (const name of ["TABLE_NAME", "CSRF_SECRET", "ORIGIN_SECRET", "USER_POOL_ID"]) {
      expect(after[name]).toBe(before[name]);
    }
    const TableName = after.TABLE_NAME;
    const read = await fixture.sdk("dynamodb", "GetItem", { TableName, Key: key("ITEM#1") });
    expect(read.output.Item.name).toEqual({ S: "fox" });
  });

  it("a migration that succeeded is not run again", () => {
    expect(fixture.printed("Fixture-jobs-Migrate")).toEqual(["Create 1"]);
  });
});

describe("a reload", () => {
  it("updates a custom resource whose properties have changed", async () => {
    fixture.synthesize({ schemaVersion: "2" });
    await fixture.cloud.reload();
    await expect
      .poll(() => fixture.printed("Fixture-jobs-Migrate"))
      .toEqual(["Create 1", "Update schema 1 2"]);
  });

  it("takes a grant away without a restart", async () => {
    expect(await fixture.cloud.reload()).toEqual([]);
    fixture.synthesize({ schemaVersion: "2", shopMayRead: false });
    const changed = await fixture.cloud.reload();
    expect(changed).toEqual([expect.stringMatching(/^Fixture-site-Shop/)]);
    const TableName = fixture.cloud.physicalId("Fixture-data/Table");
    const refused = await fixture.sdk("dynamodb", "GetItem", { TableName, Key: key("ITEM#1") });
    expect(refused).toMatchObject({ name: "AccessDeniedException" });
  });

  it("leaves everything as it was when the new app cannot run here", async () => {
    fixture.synthesize({ unknownResource: true });
    await expect(fixture.cloud.reload()).rejects.toThrow(
      "AWS::MSK::Configuration (Fixture-data/Unknown)",
    );
    expect(await fixture.get("/api/v1/shop/special")).toMatchObject({ status: 200 });
  });
});
