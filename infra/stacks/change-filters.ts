import { FilterCriteria } from "aws-cdk-lib/aws-lambda";

/** The relay itself deletes these once they are sent: that change must not wake it again. */
const DELETED_BY_THE_RELAY = "Outbox";

/**
 * Filters of the table's stream that let through changes of items of these types. A removed item
 * has its old image only, so removals need a filter of their own; filters are alternatives.
 */
export function changeFilters(types: readonly string[]): Record<string, string>[] {
  const removed = types.filter((type) => type !== DELETED_BY_THE_RELAY);
  return [
    FilterCriteria.filter({ dynamodb: { NewImage: { type: { S: [...types] } } } }),
    FilterCriteria.filter({
      eventName: ["REMOVE"],
      dynamodb: { OldImage: { type: { S: removed } } },
    }),
  ];
}
