import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { z } from "zod";
import type { ResourceGraph } from "../template/graph.ts";
import { Refused } from "../template/refused.ts";
import type { Resource } from "../template/resource.ts";
import type { KeptState } from "./kept-state.ts";
import type { LocalWorld } from "./local-world.ts";

const deploymentSchema = z.object({
  SourceObjectKeys: z.array(z.string()),
  SourceMarkers: z.array(z.record(z.string(), z.string())).default([]),
  DestinationBucketName: z.string(),
  DestinationBucketKeyPrefix: z.string().default(""),
  Prune: z.coerce.boolean().default(true),
  Extract: z.coerce.boolean().default(true),
  Include: z.array(z.string()).max(0, "include is not known here").default([]),
  Exclude: z.array(z.string()).max(0, "exclude is not known here").default([]),
  UserMetadata: z.record(z.string(), z.string()).default({}),
  SystemMetadata: z.record(z.string(), z.string()).default({}),
});

/** Uploads at once; the emulator writes each object to disk. */
const parallel = 16;

/**
 * Does what BucketDeployment's function does on AWS: copies the sources into the bucket. A
 * deployment whose content is what it was the last time is passed over.
 *
 * @param deployed remembers each deployment's content
 */
export async function deployToBuckets(
  graph: ResourceGraph,
  world: LocalWorld,
  deployed: KeptState,
  onProgress: (line: string) => void,
): Promise<void> {
  for (const resource of graph.ofType("Custom::CDKBucketDeployment")) {
    await deploy(graph, resource, world, deployed, onProgress);
  }
}

async function deploy(
  graph: ResourceGraph,
  resource: Resource,
  world: LocalWorld,
  deployed: KeptState,
  onProgress: (line: string) => void,
): Promise<void> {
  const parsed = deploymentSchema.safeParse(resource.properties());
  if (!parsed.success) throw new Refused(`${resource.cdkPath}: ${z.prettifyError(parsed.error)}`);
  const deployment = parsed.data;
  const fingerprint = createHash("sha256").update(JSON.stringify(deployment)).digest("hex");
  if (deployed.get(resource.key) === fingerprint) return;
  const files = await Promise.all(
    deployment.SourceObjectKeys.map((key) => filesOf(graph, resource, key)),
  );
  const bucketUrl = `${world.emulators.s3.url}/${deployment.DestinationBucketName}`;
  const prefix = deployment.DestinationBucketKeyPrefix.replace(/^\/|\/$/g, "");
  const uploads = files.flatMap((source, index) =>
    source.map(({ path, name }) => async () => {
      const key = prefix === "" ? name : `${prefix}/${name}`;
      const content = await readFile(path);
      const markers = deployment.SourceMarkers[index] ?? {};
      await put(`${bucketUrl}/${encodeKey(key)}`, replaceMarkers(content, markers), {
        "content-type": contentTypes[extname(name).toLowerCase()] ?? "application/octet-stream",
        ...deployment.SystemMetadata,
        ...Object.fromEntries(
          Object.entries(deployment.UserMetadata).map(([metadata, value]) => [
            `x-amz-meta-${metadata}`,
            value,
          ]),
        ),
      });
    }),
  );
  const title = resource.cdkPath.split("/").at(-3) ?? resource.logicalId;
  onProgress(`Uploading ${uploads.length} files: ${title}`);
  await inParallel(uploads);
  deployed.set(resource.key, fingerprint);
}

async function filesOf(
  graph: ResourceGraph,
  resource: Resource,
  objectKey: string,
): Promise<readonly { readonly path: string; readonly name: string }[]> {
  const source = graph.assembly.assets.get(objectKey);
  if (source === undefined) throw new Refused(`${resource.cdkPath} deploys an unknown asset.`);
  if (!(await stat(source)).isDirectory()) {
    throw new Refused(`${resource.cdkPath} deploys an archive; the local cloud takes directories.`);
  }
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, name: relative(source, path).split(sep).join("/") };
    });
}

/** Values that were unknown at synthesis stand in the content as markers. */
function replaceMarkers(content: Buffer, markers: Readonly<Record<string, string>>): Buffer {
  if (Object.keys(markers).length === 0) return content;
  let text = content.toString("utf8");
  for (const [marker, value] of Object.entries(markers)) text = text.replaceAll(marker, value);
  return Buffer.from(text);
}

async function put(
  url: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await fetch(url, { method: "PUT", headers, body: new Uint8Array(body) });
  if (!response.ok) throw new Error(`${url} was not uploaded: ${await response.text()}`);
}

async function inParallel(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = tasks[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (const task of rest) await task();
    }),
  );
}

function encodeKey(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}

const contentTypes: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".css": "text/css",
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".html": "text/html",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};
