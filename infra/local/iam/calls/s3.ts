import { decode } from "../../percent-encoding.ts";
import { isList, type JsonObject } from "../../template/json.ts";
import { type NeedsOf, need } from "./call.ts";

const bucketActions: Readonly<Record<string, string>> = {
  GetBucketLocation: "GetBucketLocation",
  HeadBucket: "ListBucket",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
};

const objectActions: Readonly<Record<string, readonly string[]>> = {
  AbortMultipartUpload: ["AbortMultipartUpload"],
  CompleteMultipartUpload: ["PutObject"],
  CopyObject: ["PutObject"],
  CreateMultipartUpload: ["PutObject"],
  DeleteObject: ["DeleteObject"],
  DeleteObjectTagging: ["DeleteObjectTagging"],
  GetObject: ["GetObject"],
  GetObjectAttributes: ["GetObject", "GetObjectAttributes"],
  GetObjectTagging: ["GetObjectTagging"],
  HeadObject: ["GetObject"],
  ListParts: ["ListMultipartUploadParts"],
  PutObject: ["PutObject"],
  PutObjectTagging: ["PutObjectTagging"],
  UploadPart: ["PutObject"],
};

/** S3; `input` comes from `describeS3Request`. */
export const s3Needs: NeedsOf = (operation, input) => {
  const bucket = `arn:aws:s3:::${String(input["Bucket"])}`;
  const bucketAction = bucketActions[operation];
  if (bucketAction !== undefined) {
    const prefix = input["Prefix"];
    const context = { "s3:prefix": typeof prefix === "string" ? [prefix] : [] };
    return [need(`s3:${bucketAction}`, bucket, context)];
  }
  if (operation === "DeleteObjects") {
    const keys = input["Keys"];
    return (isList(keys) ? keys : []).map((key) =>
      need("s3:DeleteObject", `${bucket}/${String(key)}`),
    );
  }
  const actions = objectActions[operation];
  if (actions === undefined) return undefined;
  const object = `${bucket}/${String(input["Key"])}`;
  return [
    ...actions.map((action) => need(`s3:${action}`, object)),
    ...(operation === "CopyObject" ? [copySource(input)] : []),
    ...(input["Tagging"] === true ? [need("s3:PutObjectTagging", object)] : []),
  ];
};

function copySource(input: JsonObject): ReturnType<typeof need> {
  return need("s3:GetObject", `arn:aws:s3:::${String(input["CopySource"])}`);
}

/**
 * Names an S3 request, which carries no operation of its own: method, path and query tell.
 *
 * @param path path-style and still encoded, as 127.0.0.1 makes the SDK send it
 * @param body needed for DeleteObjects only, whose keys stand in it
 */
export function describeS3Request(
  method: string,
  path: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string,
): { readonly operation: string; readonly input: JsonObject } {
  const [bucket = "", ...rest] = path.slice(1).split("/").map(decode);
  const key = rest.join("/");
  if (key === "") {
    const prefix = query.get("prefix");
    const operation = bucketOperation(method, query);
    const input = { Bucket: bucket, ...(prefix !== null && { Prefix: prefix }) };
    return operation === "DeleteObjects"
      ? { operation, input: { ...input, Keys: deletedKeys(body) } }
      : { operation, input };
  }
  const source = headers["x-amz-copy-source"];
  const copy = typeof source === "string" ? decode(source).replace(/^\//, "") : null;
  return {
    operation: objectOperation(method, query, copy !== null),
    input: {
      Bucket: bucket,
      Key: key,
      ...(copy !== null && { CopySource: copy }),
      ...(headers["x-amz-tagging"] !== undefined && { Tagging: true }),
    },
  };
}

function bucketOperation(method: string, query: URLSearchParams): string {
  if (method === "HEAD") return "HeadBucket";
  if (method === "POST" && query.has("delete")) return "DeleteObjects";
  if (method !== "GET") return "unknown";
  if (query.get("list-type") === "2") return "ListObjectsV2";
  if (query.has("uploads")) return "ListMultipartUploads";
  if (query.has("location")) return "GetBucketLocation";
  return subresources.some((name) => query.has(name)) ? "unknown" : "ListObjects";
}

function objectOperation(method: string, query: URLSearchParams, copies: boolean): string {
  const tagging = query.has("tagging");
  const upload = query.has("uploadId");
  if (!tagging && subresources.some((name) => query.has(name))) return "unknown";
  switch (method) {
    case "HEAD":
      return "HeadObject";
    case "GET":
      if (query.has("attributes")) return "GetObjectAttributes";
      return tagging ? "GetObjectTagging" : upload ? "ListParts" : "GetObject";
    case "PUT":
      if (upload) return copies ? "unknown" : "UploadPart";
      return tagging ? "PutObjectTagging" : copies ? "CopyObject" : "PutObject";
    case "POST":
      if (query.has("uploads")) return "CreateMultipartUpload";
      return upload ? "CompleteMultipartUpload" : "unknown";
    case "DELETE":
      return tagging ? "DeleteObjectTagging" : upload ? "AbortMultipartUpload" : "DeleteObject";
    default:
      return "unknown";
  }
}

/** Query names that make a request about something other than the object or the listing. */
const subresources = [
  "acl",
  "cors",
  "encryption",
  "legal-hold",
  "lifecycle",
  "notification",
  "policy",
  "retention",
  "restore",
  "select",
  "tagging",
  "torrent",
  "versionId",
  "versioning",
  "versions",
  "website",
];

function deletedKeys(body: string): readonly string[] {
  return [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => unescapeXml(key));
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  quot: '"',
};

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[String(name)] ?? whole;
  });
}
