import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Job, jobs } from "#contracts/jobs";
import { onlyOne, synthesize } from "./fixture.ts";

const { ofType, at, text } = synthesize();
const allJobs: [string, Job][] = Object.entries(jobs);

describe("Jobs", () => {
  const fed = allJobs.flatMap(([id, { trigger }]) =>
    trigger.kind === "queue" ? ([[id, trigger]] as const) : [],
  );

  it.each(fed)("%s takes its queue's messages in batches that may fail in part", (id, trigger) => {
    const mapping = onlyOne(
      ofType("AWS::Lambda::EventSourceMapping").filter(
        (one) => text(one.Properties["FunctionName"], "jobs") === `\${jobs/${id}}`,
      ),
    );

    expect(text(mapping.Properties["EventSourceArn"], "jobs")).toBe(
      `\${jobs/${trigger.queue}.Arn}`,
    );
    expect(mapping.Properties).toMatchObject({
      BatchSize: trigger.batchSize,
      ScalingConfig: { MaximumConcurrency: trigger.maxConcurrency },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it.each(fed)(
    "%s gets a message five times, long enough apart, before it is set aside",
    (id, trigger) => {
      const queue = at(`jobs/${trigger.queue}`);
      const redrive = z
        .object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() })
        .parse(queue.Properties["RedrivePolicy"]);
      const timeout = Number(at(`jobs/${id}`).Properties["Timeout"]);

      expect(redrive.maxReceiveCount).toBe(5);
      expect(text(redrive.deadLetterTargetArn, "jobs")).toBe(`\${jobs/${trigger.queue}.dead.Arn}`);
      expect(Number(queue.Properties["VisibilityTimeout"])).toBeGreaterThanOrEqual(6 * timeout);
    },
  );

  it("tell somebody what is lost when a message is set aside", () => {
    const dead = ofType("AWS::SQS::Queue").filter(({ path }) => path.endsWith(".dead"));

    expect(dead).toHaveLength(8);
    for (const { path, Properties } of dead) {
      const name = path.replace(".dead", "");
      const job = allJobs.find(
        ([id, { trigger }]) => id === name || (trigger.kind === "queue" && trigger.queue === name),
      );
      expect(Properties["MessageRetentionPeriod"]).toBe(14 * 24 * 3600);
      expect(at(`jobs/${path}/Alarm`).Properties["AlarmDescription"]).toBe(job?.[1].impact);
    }
  });

  const wordy = allJobs.flatMap(([id, { alarmsOn }]) =>
    alarmsOn ? [[id, alarmsOn] as const] : [],
  );

  it.each(wordy)("%s raises an alarm over the words in its log that need a person", (id, on) => {
    const filter = at(`jobs/${id}.words`).Properties;
    const alarm = at(`jobs/${id}.words.alarm`).Properties;
    const [metric] = z
      .array(z.object({ MetricName: z.string(), MetricNamespace: z.string() }))
      .parse(filter["MetricTransformations"]);

    expect(filter["FilterPattern"]).toBe(`"${on.words}"`);
    expect(text(filter["LogGroupName"], "jobs")).toContain(id);
    expect(alarm).toMatchObject({
      MetricName: metric?.MetricName,
      Namespace: metric?.MetricNamespace,
      Threshold: 1,
      AlarmDescription: on.impact,
    });
  });

  it("are woken by changed items and by removed ones, but not by what the relay deletes", () => {
    const mapping = onlyOne(
      ofType("AWS::Lambda::EventSourceMapping").filter(
        ({ Properties }) => Properties["StartingPosition"] !== undefined,
      ),
    );
    const { Filters } = z
      .object({ Filters: z.array(z.object({ Pattern: z.string() })) })
      .parse(mapping.Properties["FilterCriteria"]);
    const { types } = jobs["jobs.relayChanges"].trigger;

    expect(Filters.map(({ Pattern }): unknown => JSON.parse(Pattern))).toEqual([
      { dynamodb: { NewImage: { type: { S: types } } } },
      {
        eventName: ["REMOVE"],
        dynamodb: { OldImage: { type: { S: types.filter((type) => type !== "Outbox") } } },
      },
    ]);
    expect(mapping.Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(JSON.stringify(mapping.Properties["DestinationConfig"])).toContain("dead");
  });

  it("hear from SES what becomes of the mails that go by the shop's configuration set", () => {
    const rule = onlyOne(ofType("AWS::Events::Rule"));
    const destination = onlyOne(ofType("AWS::SES::ConfigurationSetEventDestination"));
    const set = '"Ref":"MailEventsSet';

    expect(JSON.stringify(rule.Properties["EventPattern"])).toContain(
      '"mail":{"tags":{"ses:configuration-set":[{' + set,
    );
    expect(rule.Properties["Targets"]).toEqual([
      expect.objectContaining({ InputPath: "$.detail" }),
    ]);
    expect(JSON.stringify(at("jobs/jobs.sendMail").Properties["Environment"])).toContain(
      `"MAIL_CONFIGURATION_SET":{${set}`,
    );
    expect(destination.Properties).toMatchObject({
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: expect.arrayContaining(["send", "bounce", "complaint", "reject"]),
      },
    });
  });

  it("that sweep run by a schedule", () => {
    const schedules = ofType("AWS::Scheduler::Schedule").map(({ path, Properties }) => [
      path,
      Properties["ScheduleExpression"],
    ]);

    expect(Object.fromEntries(schedules)).toEqual({
      "jobs.reconcilePayments.schedule": "rate(15 minutes)",
      "jobs.releaseReservations.schedule": "rate(1 minute)",
      "jobs.startAudit.schedule": "rate(1 hour)",
      "jobs.sweepOutbox.schedule": "rate(5 minutes)",
    });
  });

  const scheduled = allJobs.flatMap(([id, { trigger }]) =>
    trigger.kind === "schedule" ? ([[id, trigger.everyMinutes]] as const) : [],
  );

  it.each(scheduled)("%s has an alarm whose periods each hold a run", (id, everyMinutes) => {
    const { Period, EvaluationPeriods } = at(`jobs/${id}.alarm`).Properties;

    expect(Number(Period)).toBeGreaterThanOrEqual(everyMinutes * 60);
    expect(Number(EvaluationPeriods)).toBe(3);
  });
});
