import { EventBus, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import {
  ConfigurationSet,
  EmailSendingEvent,
  EventDestination,
  SuppressionReasons,
} from "aws-cdk-lib/aws-ses";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** Opens and clicks are nobody's business: SES would have to rewrite links for them. */
const TOLD = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.DELIVERY_DELAY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/**
 * The configuration set by which mails are sent: SES tells EventBridge what becomes of each, and a
 * rule puts that on `queue`. Who bounced or complained is not written to again.
 */
export class MailEvents extends Construct {
  readonly configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, queue: IQueue) {
    super(scope, id);
    this.configurationSet = new ConfigurationSet(this, "Set", {
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    // SES publishes to the default bus only.
    const eventBus = EventBus.fromEventBusName(this, "Bus", "default");
    this.configurationSet.addEventDestination("Told", {
      destination: EventDestination.eventBus(eventBus),
      events: TOLD,
    });
    new Rule(this, "Heard", {
      description: "What becomes of the shop's mails",
      eventPattern: {
        source: ["aws.ses"],
        detail: {
          mail: { tags: { "ses:configuration-set": [this.configurationSet.configurationSetName] } },
        },
      },
      targets: [new SqsQueue(queue, { message: RuleTargetInput.fromEventPath("$.detail") })],
    });
  }
}
