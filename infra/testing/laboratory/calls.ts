import { AsyncLocalStorage } from "node:async_hooks";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import pg from "pg";
import Stripe from "stripe";

/** One call that a function makes to the world outside its process. */
export interface Call {
  readonly service: "dynamodb" | "sqs" | "ses" | "stripe" | "postgres" | "person";
  /** Such as `TransactWrite`, `POST /v1/refunds` or `commit`. */
  readonly operation: string;
  /** Keys of the items that it touches, a path, a queue. */
  readonly about: readonly string[];
  /** Whether it may change something out there. */
  readonly writes: boolean;
  readonly input: unknown;
}

/** Does the call, once for each time that it is called. */
export type Work = () => Promise<unknown>;

/** What stands between a process and the world: it lets calls pass, holds them up or kills. */
export interface Gate {
  pass(call: Call, work: Work, client: object): Promise<unknown>;
  /** A database connection was opened, which must not outlive the process. */
  opened?(client: pg.Client): void;
}

/** Answers the calls of one SDK client in memory, in the service's place. */
export type Service = (operation: string, input: unknown) => unknown;

const current = new AsyncLocalStorage<Gate>();

/** Runs `work` as a process whose every call goes through `gate`. */
export function through<Result>(gate: Gate, work: () => Promise<Result>): Promise<Result> {
  return current.run(gate, work);
}

/** Something that a person does, as one step of the process that does it. */
export function step<Result>(operation: string, work: () => Promise<Result>): Promise<Result> {
  const gate = current.getStore();
  if (gate === undefined) return work();
  let result: { readonly value: Result } | undefined;
  const call = { service: "person", operation, about: [], writes: true, input: undefined } as const;
  const passed = gate.pass(
    call,
    async () => {
      result = { value: await current.exit(work) };
    },
    call,
  );
  return passed.then(() => {
    if (result === undefined) throw new Error(`${operation} was not done.`);
    return result.value;
  });
}

/** Runs `work` outside of any gate: what the laboratory itself does in the middle of a process. */
export function outside<Result>(work: () => Promise<Result>): Promise<Result> {
  return current.exit(work);
}

type Send = (this: SdkClient, command: SdkCommand, ...rest: unknown[]) => Promise<unknown>;

interface SdkClient {
  readonly config: { readonly serviceId: string };
}

interface SdkCommand {
  readonly input: unknown;
}

const SERVICES: Readonly<Record<string, "dynamodb" | "sqs" | "ses" | "secrets">> = {
  DynamoDB: "dynamodb",
  SQS: "sqs",
  SESv2: "ses",
  "Secrets Manager": "secrets",
};

/**
 * Puts the gate into every client of the AWS SDK, Stripe's and PostgreSQL's, from now on and in this
 * process alone. DynamoDB, Stripe and PostgreSQL are real behind it; the other services are answered
 * by `services`.
 * @returns takes it out again
 */
export function intercept(
  services: Readonly<Record<"sqs" | "ses" | "secrets", Service>>,
): () => void {
  const undo = [interceptSdk(services), interceptStripe(), interceptPostgres()];
  return () => {
    for (const one of undo) one();
  };
}

function interceptSdk(services: Readonly<Record<"sqs" | "ses" | "secrets", Service>>): () => void {
  // All clients of the SDK share one prototype with `send`, whatever the service.
  const prototype: { send: Send } = Object.getPrototypeOf(DynamoDBClient.prototype);
  const original = prototype.send;
  prototype.send = function send(command, ...rest) {
    const service = SERVICES[this.config.serviceId];
    if (service === undefined) throw new Error(`No ${this.config.serviceId} in the laboratory.`);
    const operation = command.constructor.name.replace(/Command$/, "");
    const work: Work =
      service === "dynamodb"
        ? () => original.call(this, command, ...rest)
        : async () => services[service](operation, command.input);
    const gate = current.getStore();
    // A secret is read once for many invocations, so it would be a call of some runs and not of others.
    if (gate === undefined || service === "secrets") return work();
    const { input } = command;
    const writes =
      service !== "dynamodb" || !/^(Get|BatchGet|Query|Scan|TransactGet)$/.test(operation);
    return gate.pass({ service, operation, about: aboutItems(input), writes, input }, work, this);
  };
  return () => {
    prototype.send = original;
  };
}

/** The keys that a call of DynamoDB touches, or the queue that it feeds. */
function aboutItems(input: unknown): readonly string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("PK" in value && "SK" in value) {
      found.push(`${String(value.PK)}/${String(value.SK)}`);
      return;
    }
    if ("QueueUrl" in value) found.push(String(value.QueueUrl).split("/").at(-1) ?? "");
    if (":partition" in value) found.push(String(value[":partition"]));
    for (const inner of Object.values(value)) look(inner);
  };
  look(input);
  return found;
}

type MakeRequest = (
  host: string,
  port: string,
  path: string,
  method: string,
  ...rest: unknown[]
) => Promise<unknown>;

function interceptStripe(): () => void {
  const prototype: { makeRequest: MakeRequest } = Object.getPrototypeOf(
    Stripe.createNodeHttpClient(),
  );
  const original = prototype.makeRequest;
  prototype.makeRequest = function makeRequest(host, port, path, method, ...rest) {
    const work: Work = () => original.call(this, host, port, path, method, ...rest);
    const gate = current.getStore();
    if (gate === undefined) return work();
    const subject = path.split("?")[0] ?? "";
    const operation = `${method} ${subject.replace(/\/(cs|pi|ch|re|evt)_\w+/g, "/:id")}`;
    const input = rest[1];
    return gate.pass(
      { service: "stripe", operation, about: [subject], writes: method !== "GET", input },
      work,
      this,
    );
  };
  return () => {
    prototype.makeRequest = original;
  };
}

type Query = (this: pg.Client, ...rest: unknown[]) => Promise<unknown>;

function interceptPostgres(): () => void {
  const prototype: { query: Query; connect: Query } = pg.Client.prototype;
  const { query, connect } = prototype;
  prototype.query = function gated(...rest) {
    const gate = current.getStore();
    const work: Work = () => query.apply(this, rest);
    if (gate === undefined) return work();
    const operation = String(rest[0]).trim().split(/\s+/).slice(0, 3).join(" ");
    const writes = !operation.startsWith("select");
    return gate.pass(
      { service: "postgres", operation, about: [], writes, input: rest[1] },
      work,
      this,
    );
  };
  prototype.connect = function gated(...rest) {
    const gate = current.getStore();
    if (gate === undefined) return connect.apply(this, rest);
    gate.opened?.(this);
    const call = {
      service: "postgres",
      operation: "connect",
      about: [],
      writes: false,
      input: undefined,
    } as const;
    return gate.pass(call, () => connect.apply(this, rest), this);
  };
  return () => {
    Object.assign(prototype, { query, connect });
  };
}
