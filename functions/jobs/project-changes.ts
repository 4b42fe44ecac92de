import type pg from "pg";
import { type ProjectionMessage, projectionMessage } from "#contracts/messages";
import { show } from "#flows/projection";
import { type Delivery, onBatch } from "#kit/job";
import { apply } from "#reporting/apply";
import { withDatabase } from "#reporting/connection";
import * as Projections from "#reporting/projections";

interface Work {
  readonly id: string;
  readonly change: Projections.Change;
}

/**
 * Writes changed items into the reporting database, a batch in one transaction. Where that fails,
 * each message is tried alone, so that one that cannot be stored does not hold up the others.
 * A database that cannot be reached throws: the whole batch comes back.
 */
export const handler = onBatch(projectionMessage, async (deliveries) => {
  const unreadable: string[] = [];
  const work = deliveries.flatMap((delivery) => {
    try {
      return [toWork(delivery)];
    } catch (error) {
      unreadable.push(refused(delivery.id, error));
      return [];
    }
  });
  const failed = work.length === 0 ? [] : await withDatabase((client) => store(client, work));
  return [...unreadable, ...failed];
});

async function store(client: pg.Client, work: readonly Work[]): Promise<string[]> {
  try {
    await apply(
      client,
      work.map((one) => one.change),
    );
    return [];
  } catch (error) {
    console.warn(JSON.stringify({ level: "warn", what: "batch", error: String(error) }));
  }
  const failed: string[] = [];
  for (const { id, change } of work) {
    try {
      await apply(client, [change]);
    } catch (error) {
      failed.push(refused(id, error));
    }
  }
  return failed;
}

function refused(id: string, error: unknown): string {
  console.error(JSON.stringify({ level: "error", what: "message", id, error: String(error) }));
  return id;
}

function toWork({ id, message }: Delivery<ProjectionMessage>): Work {
  const { type, version, image, oldImage } = message;
  const shown = show(type, image ?? oldImage);
  return { id, change: Projections.project(shown, { version, deleted: image === null }) };
}
