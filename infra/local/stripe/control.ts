import { z } from "zod";
import { invalidRequest } from "./errors.ts";
import type { Store } from "./store.ts";

const deliverySchema = z.strictObject({
  /** How many times more each event is sent; true is once more. */
  duplicates: z.union([z.boolean().transform(Number), z.int().min(0).max(20)]).default(0),
  /** How long an event waits before it is first sent. */
  delayMs: z.number().min(0).max(600_000).default(0),
  /** Events of the same moment are sent in an order by chance. */
  shuffle: z.boolean().default(false),
  /** The share of events, 0–1, that are never sent and count as failed, as after Stripe's three days. */
  dropRatio: z.number().min(0).max(1).default(0),
});
type DeliverySettings = z.infer<typeof deliverySchema>;

const faultsSchema = z.array(
  z.strictObject({
    operation: z.string().transform(snakeCased),
    outcome: z.enum(["error", "timeout-after-work"]),
    times: z.int().min(0).default(1),
  }),
);
type Fault = z.infer<typeof faultsSchema>[number];

const redeliverSchema = z.strictObject({
  type: z.string().optional(),
  /** Seconds or milliseconds since 1970, or ISO 8601. */
  since: z.union([z.number(), z.string()]).optional(),
});

/** The double's switches. They are kept with the rest, so a restart does not lose a test's faults. */
export interface Control {
  delivery(): DeliverySettings;
  setDelivery(body: unknown): DeliverySettings;
  faults(): readonly Fault[];
  setFaults(body: unknown): readonly Fault[];
  /** Uses up one fault of this operation, if there is one. @param operation such as `refunds.create` */
  takeFault(operation: string): Fault["outcome"] | undefined;
  reset(): void;
}

export function createControl(store: Store): Control {
  const write = store.database.prepare(
    "insert into settings (name, json) values (?, ?) on conflict (name) do update set json = excluded.json",
  );
  const read = store.database.prepare("select json from settings where name = ?");
  function load(name: string, otherwise: unknown): unknown {
    const row = read.get(name);
    return row ? JSON.parse(String(row["json"])) : otherwise;
  }
  function save<T>(name: string, value: T): T {
    write.run(name, JSON.stringify(value));
    return value;
  }
  let delivery = deliverySchema.parse(load("delivery", {}));
  let faults = faultsSchema.parse(load("faults", []));
  return {
    delivery: () => delivery,
    setDelivery(body) {
      delivery = save("delivery", checked(deliverySchema, body ?? {}));
      return delivery;
    },
    faults: () => faults,
    setFaults(body) {
      faults = save("faults", checked(faultsSchema, body));
      return faults;
    },
    takeFault(operation) {
      const fault = faults.find(
        (candidate) => candidate.operation === operation && candidate.times > 0,
      );
      if (!fault) return undefined;
      fault.times--;
      save("faults", faults);
      return fault.outcome;
    },
    reset() {
      delivery = save("delivery", deliverySchema.parse({}));
      faults = save("faults", []);
    },
  };
}

/** Which events to send again. @returns `since` in seconds */
export function readRedelivery(body: unknown): {
  type?: string | undefined;
  since?: number | undefined;
} {
  const { type, since } = checked(redeliverSchema, body ?? {});
  if (since === undefined) return { type };
  const moment = typeof since === "string" ? Date.parse(since) : since;
  if (Number.isNaN(moment)) throw invalidRequest("since is a time: seconds, or ISO 8601.");
  // No second count reaches 1e11 before the year 5138: anything larger is milliseconds.
  return { type, since: moment > 1e11 ? Math.floor(moment / 1000) : moment };
}

function checked<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (!result.success) throw invalidRequest(z.prettifyError(result.error));
  return result.data;
}

function snakeCased(operation: string): string {
  return operation.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
