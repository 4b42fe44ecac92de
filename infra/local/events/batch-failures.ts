import { z } from "zod";
import type { InvocationResult } from "../seams.ts";

const responseSchema = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullish();

/**
 * Which of a batch a function failed, by Lambda's rules for partial batch responses: no list means
 * that all went well; an error, a malformed list or an unknown identifier means that none did.
 * @param identifiers of the batch's records
 * @param reportsItems whether the mapping has ReportBatchItemFailures
 */
export function failedItems(
  result: InvocationResult,
  identifiers: readonly string[],
  reportsItems: boolean,
): Set<string> {
  const everything = new Set(identifiers);
  if (result.functionError !== undefined) return everything;
  if (!reportsItems) return new Set();
  const response = responseSchema.safeParse(result.payload);
  // A payload of another kind holds no list of failures.
  if (!response.success) return isListless(result.payload) ? new Set() : everything;
  const failures = (response.data?.batchItemFailures ?? []).map((item) => item.itemIdentifier);
  return failures.every((id) => everything.has(id)) ? new Set(failures) : everything;
}

function isListless(payload: unknown): boolean {
  return typeof payload !== "object" || payload === null || !("batchItemFailures" in payload);
}
