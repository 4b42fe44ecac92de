import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { z } from "zod";
import { environment } from "#values/environment";

const client = new S3Client({});

/** `pages`: published HTML. `media`: pictures and the files they were made from. */
export type Bucket = "pages" | "media";

const VARIABLE = { pages: "PAGES_BUCKET", media: "MEDIA_BUCKET" } as const;

/** A function knows only the buckets that its contract names. */
function nameOf(bucket: Bucket): string {
  const name = VARIABLE[bucket];
  return z.string().parse(environment({ [name]: z.string().min(1) })[name]);
}

export interface StoredObject {
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  /** User metadata, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectToStore {
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The object, or undefined where there is none. */
export async function get(bucket: Bucket, key: string): Promise<StoredObject | undefined> {
  try {
    const answer = await client.send(new GetObjectCommand({ Bucket: nameOf(bucket), Key: key }));
    if (answer.Body === undefined) throw new Error(`S3 sent no body for ${key}.`);
    return {
      body: await answer.Body.transformToByteArray(),
      contentType: answer.ContentType,
      metadata: answer.Metadata ?? {},
    };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** An object's user metadata, names in lower case; undefined where there is no object. */
export async function metadata(
  bucket: Bucket,
  key: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const answer = await client.send(new HeadObjectCommand({ Bucket: nameOf(bucket), Key: key }));
    return answer.Metadata ?? {};
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Stores an object, over an older one. */
export async function put(bucket: Bucket, object: ObjectToStore): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket: nameOf(bucket),
      Key: object.key,
      Body: object.body,
      ContentType: object.contentType,
      CacheControl: object.cacheControl,
      ...(object.metadata === undefined ? {} : { Metadata: { ...object.metadata } }),
    }),
  );
}

/** Removes objects, 1,000 a call; missing ones are fine. */
export async function remove(bucket: Bucket, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += 1_000) {
    const some = keys.slice(start, start + 1_000);
    const answer = await client.send(
      new DeleteObjectsCommand({
        Bucket: nameOf(bucket),
        Delete: { Objects: some.map((Key) => ({ Key })), Quiet: true },
      }),
    );
    const failed = answer.Errors?.[0];
    if (failed) throw new Error(`S3 kept ${failed.Key}: ${failed.Message}`);
  }
}

/** Every key below a prefix. */
export async function list(bucket: Bucket, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const answer = await client.send(
      new ListObjectsV2Command({
        Bucket: nameOf(bucket),
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const object of answer.Contents ?? []) if (object.Key) keys.push(object.Key);
    token = answer.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}
