import { z } from "zod";
import { callAws } from "../../local/aws-json.ts";
import { type StreamRecord, streamApi } from "../../local/events/stream-api.ts";

const described = z.object({ Table: z.object({ LatestStreamArn: z.string() }) });

/** The table's stream, read like Lambda's poller reads it: from a checkpoint on. */
export async function openStream(url: string, tableName: string) {
  const { Table } = described.parse(
    await callAws(url, "DynamoDB_20120810.DescribeTable", { TableName: tableName }),
  );
  const api = streamApi(url, Table.LatestStreamArn);
  const [shard = ""] = await api.shardIds();
  const history: StreamRecord[] = [];
  let next: string | undefined;
  return {
    /** Everything that was read so far, oldest first. */
    history,
    /** Reads what is new. */
    async read(): Promise<void> {
      for (;;) {
        next ??= await api.iterator(shard, undefined);
        const { Records, NextShardIterator } = await api.records(next, 1_000);
        history.push(...Records);
        next = NextShardIterator ?? next;
        if (Records.length === 0) return;
      }
    },
  };
}
