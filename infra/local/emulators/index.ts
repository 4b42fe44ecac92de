import { endLeftovers } from "../processes.ts";
import type { EmulatorName, Emulators, StartEmulators } from "../seams.ts";
import { startCognito } from "./cognito/server.ts";
import { startDynamodb } from "./dynamodb.ts";
import { startMail } from "./mail.ts";
import { startPostgres } from "./postgres.ts";
import { startQueuesAndBuckets } from "./queues-and-buckets.ts";
import type { Running } from "./running.ts";
import { startStripeDouble } from "./stripe-double.ts";

/**
 * Starts the stores that the templates need, all at once, after ending what an earlier run that
 * was killed has left behind. Everything listens on 127.0.0.1 and keeps its state under `stateDir`.
 * @throws StartError with one clear line when one of them cannot run here; the others are ended
 */
export const startEmulators: StartEmulators = async (options) => {
  const { stateDir, onProgress } = options;
  for (const name of await endLeftovers(stateDir)) {
    onProgress?.(`Ended ${name}, left by a run that was killed`);
  }
  const running = new Map<EmulatorName, Promise<Running<unknown>>>();
  const start = <Emulator>(name: EmulatorName, begin: () => Promise<Running<Emulator>>) => {
    if (options.only !== undefined && !options.only.includes(name)) return undefined;
    const began = performance.now();
    const started = begin();
    running.set(
      name,
      started.then((result) => {
        onProgress?.(`${TITLES[name]} is up (${Math.round(performance.now() - began)} ms)`);
        return result;
      }),
    );
    return started;
  };

  const mail = start("ses", () => startMail(stateDir));
  const queues =
    start("sqs", () => startQueuesAndBuckets(stateDir)) ??
    start("s3", () => startQueuesAndBuckets(stateDir));
  const dynamodb = start("dynamodb", () => startDynamodb(stateDir));
  const cognito = start("cognito", () =>
    startCognito(stateDir, async () => (await mail)?.emulator),
  );
  const postgres = start("postgres", () =>
    startPostgres(stateDir, options.postgres ?? { database: "parasol", masterUser: "parasol" }),
  );
  const stripe = start("stripe", () =>
    startStripeDouble(options, (line) => onProgress?.(`Stripe: ${line}`)),
  );

  const close = async () => {
    const results = await Promise.allSettled(running.values());
    const started = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    await Promise.allSettled(started.map((one) => one.close()));
  };
  try {
    await Promise.all(running.values());
  } catch (error) {
    await close();
    throw error;
  }
  const started = {
    dynamodb: (await dynamodb)?.emulator,
    sqs: (await queues)?.emulator,
    s3: (await queues)?.emulator,
    cognito: (await cognito)?.emulator,
    ses: (await mail)?.emulator,
    postgres: (await postgres)?.emulator,
    stripe: (await stripe)?.emulator,
  };
  return readable(started, close);
};

const TITLES: Record<EmulatorName, string> = {
  dynamodb: "DynamoDB",
  sqs: "SQS and S3",
  s3: "SQS and S3",
  cognito: "Cognito",
  ses: "SES and its inbox",
  postgres: "PostgreSQL",
  stripe: "The Stripe double",
};

type Started = {
  readonly [Name in EmulatorName]: Emulators[Name] | undefined;
};

/** One that `only` left out is missed where it is read, not as an undefined further on. */
function readable(started: Started, close: () => Promise<void>): Emulators {
  const read = <Name extends EmulatorName>(name: Name): NonNullable<Started[Name]> => {
    const emulator = started[name];
    if (emulator === undefined) throw new Error(`The ${name} emulator was not started`);
    return emulator;
  };
  return {
    get dynamodb() {
      return read("dynamodb");
    },
    get sqs() {
      return read("sqs");
    },
    get s3() {
      return read("s3");
    },
    get cognito() {
      return read("cognito");
    },
    get ses() {
      return read("ses");
    },
    get postgres() {
      return read("postgres");
    },
    get stripe() {
      return read("stripe");
    },
    close,
  };
}
