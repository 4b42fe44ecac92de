import { bucketName } from "../../template/emulated/data.ts";
import type { ResourceGraph } from "../../template/graph.ts";
import type { LocalWorld } from "../local-world.ts";

/** Creates the buckets that do not exist yet. */
export async function createBuckets(graph: ResourceGraph, world: LocalWorld): Promise<void> {
  for (const resource of graph.ofType("AWS::S3::Bucket")) {
    const url = `${world.emulators.s3.url}/${bucketName(resource)}`;
    const { ok: exists } = await fetch(url, { method: "HEAD" });
    if (exists) continue;
    const created = await fetch(url, { method: "PUT" });
    if (!created.ok) throw new Error(`${url} was not created: ${await created.text()}`);
  }
}
