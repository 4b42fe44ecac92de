import { callAws } from "../aws-json.ts";
import { ACCOUNT_ID } from "../seams.ts";
import type { SourceContext } from "./source.ts";

/**
 * Sends an event to a function or a queue, by its ARN. A function's failure is logged, and tried
 * again twice, a second apart (Lambda's asynchronous calls wait one and two minutes).
 */
export async function sendToTarget(
  targetArn: string,
  event: unknown,
  { invoke, sqsUrl, log }: SourceContext,
): Promise<void> {
  if (targetArn.split(":")[2] === "sqs") {
    await callAws(sqsUrl, "AmazonSQS.SendMessage", {
      QueueUrl: `${sqsUrl}/${ACCOUNT_ID}/${targetArn.split(":").at(-1)}`,
      MessageBody: JSON.stringify(event),
    });
    return;
  }
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const { functionError, payload } = await invoke(targetArn, event);
    if (functionError === undefined) return;
    const name = targetArn.split(":").at(-1);
    log(`${name} failed (${attempt} of 3 tries): ${JSON.stringify(payload)?.slice(0, 300)}`);
    if (attempt < 3) await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
