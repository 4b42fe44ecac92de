import { type BucketNotification, type ObjectChange, REGION } from "../seams.ts";
import type { SourceContext } from "./source.ts";
import { sendToTarget } from "./targets.ts";

/** Tells the targets of a bucket's notifications about a change of one of its objects. */
export function notifyOfChange(
  notifications: readonly BucketNotification[],
  change: ObjectChange,
  context: SourceContext,
): void {
  for (const notification of notifications) {
    if (!isConcerned(notification, change)) continue;
    context.activity
      .track(() => sendToTarget(notification.targetArn, { Records: [recordOf(change)] }, context))
      .catch((error: unknown) => context.log(`Notification of ${change.bucket}: ${String(error)}`));
  }
}

function isConcerned(notification: BucketNotification, { bucket, key, event }: ObjectChange) {
  return (
    notification.bucket === bucket &&
    key.startsWith(notification.prefix ?? "") &&
    key.endsWith(notification.suffix ?? "") &&
    notification.events.some((pattern) => {
      const name = pattern.replace(/^s3:/, "");
      return name.endsWith("*") ? event.startsWith(name.slice(0, -1)) : event === name;
    })
  );
}

/** S3 encodes keys as forms do: a space is a plus. */
function recordOf({ bucket, key, event, size, eTag }: ObjectChange): object {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: REGION,
    eventTime: new Date().toISOString(),
    eventName: event,
    s3: {
      s3SchemaVersion: "1.0",
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+"),
        size,
        eTag: eTag.replaceAll('"', ""),
      },
    },
  };
}
