import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

export interface DeadLetterQueueProps {
  /** What is lost while messages lie here: the alarm's text. */
  readonly impact: string;
  readonly alarmAction: IAlarmAction | undefined;
}

/** Where messages end that nothing could handle: kept for 14 days, and somebody is told. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, { impact, alarmAction }: DeadLetterQueueProps) {
    super(scope, id, {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    const alarm = new Alarm(this, "Alarm", {
      alarmDescription: impact,
      metric: this.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: "max",
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (alarmAction) alarm.addAlarmAction(alarmAction);
  }
}
