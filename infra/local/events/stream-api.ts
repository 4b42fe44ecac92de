import { z } from "zod";
import { AwsError, callAws } from "../aws-json.ts";

const shardsSchema = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const iteratorSchema = z.object({ ShardIterator: z.string() });
const recordSchema = z.looseObject({
  eventName: z.string(),
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    Keys: z.record(z.string(), z.unknown()),
    ApproximateCreationDateTime: z.number().optional(),
  }),
});
const recordsSchema = z.object({
  Records: z.array(recordSchema),
  NextShardIterator: z.string().nullish(),
});

/** A change of an item, in the shape that a function receives. */
export type StreamRecord = z.infer<typeof recordSchema>;

/** Reads a table's stream. */
export function streamApi(url: string, StreamArn: string) {
  const call = (operation: string, input: object) =>
    callAws(url, `DynamoDBStreams_20120810.${operation}`, input);
  return {
    async shardIds(): Promise<string[]> {
      const { StreamDescription } = shardsSchema.parse(await call("DescribeStream", { StreamArn }));
      return StreamDescription.Shards.map((shard) => shard.ShardId);
    },
    /** An iterator behind `after`, or at the oldest record when that is trimmed or unknown. */
    async iterator(ShardId: string, after: string | undefined): Promise<string> {
      const get = async (input: object) =>
        iteratorSchema.parse(await call("GetShardIterator", { StreamArn, ShardId, ...input }))
          .ShardIterator;
      if (after !== undefined) {
        const behind = { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: after };
        try {
          return await get(behind);
        } catch (error) {
          if (!(error instanceof AwsError && error.code === "TrimmedDataAccessException")) {
            throw error;
          }
        }
      }
      return get({ ShardIteratorType: "TRIM_HORIZON" });
    },
    async records(ShardIterator: string, Limit: number) {
      return recordsSchema.parse(await call("GetRecords", { ShardIterator, Limit }));
    },
  };
}
