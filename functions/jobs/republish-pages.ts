import { z } from "zod";
import * as Queue from "#gateways/queue";
import * as Storage from "#gateways/storage";

const request = z.object({
  RequestType: z.enum(["Create", "Update", "Delete"]),
  /** A hash of what renders pages. */
  ResourceProperties: z.object({ Renderer: z.string() }),
});

/** Says by which renderer all pages were last asked for. Not a page: no path leads to it. */
const MARK = "_published/renderer";

/**
 * The custom resource that has all pages published again when a deployment brings another renderer:
 * what lies in the bucket was rendered by the one before. The publisher works after the deployment.
 */
export async function handler(event: unknown): Promise<{ PhysicalResourceId: string }> {
  const { RequestType, ResourceProperties } = request.parse(event);
  const renderer = ResourceProperties.Renderer;
  if (RequestType !== "Delete" && (await lastRenderer()) !== renderer) {
    await Queue.send("publish", { everything: true });
    await Storage.put("pages", {
      key: MARK,
      body: renderer,
      contentType: "text/plain; charset=utf-8",
      cacheControl: "no-store",
    });
  }
  return { PhysicalResourceId: "published-pages" };
}

async function lastRenderer(): Promise<string | undefined> {
  const kept = await Storage.get("pages", MARK);
  return kept && Buffer.from(kept.body).toString("utf8");
}
