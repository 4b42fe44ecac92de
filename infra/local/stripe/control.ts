import { z } from "zod";
import { invalidRequest } from "./errors.ts";
import { operations } from "./operations.ts";
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

/** A fault of an operation that does not exist would test nothing. */
const ANY = "*";
const KNOWN: ReadonlySet<string> = new Set([ANY, ...operations.map(({ name }) => name)]);

const faultsSchema = z.array(
  z.strictObject({
    /** Such as `refunds.create`, or `*` for whichever call comes next. */
    operation: z
      .string()
      .transform(snakeCased)
      .refine((name) => KNOWN.has(name), `One of ${[...KNOWN].join(", ")}.`),
    outcome: z.enum(["error", "timeout-after-work"]),
    times: z.int().min(0).default(1),
    /**
     * How long a call hangs whose answer is lost. Stripe's client takes a connection that is closed
     * at once for a passing matter, and quietly tries again.
     */
    hangMs: z.int().min(0).max(600_000).default(90_000),
  }),
);
type Fault = z.infer<typeof faultsSchema>[number];

const bankSchema = z.strictObject({
  /** How long a bank takes that does not decide at once. */
  afterMs: z.int().min(0).max(86_400_000).default(20_000),
});
type BankSettings = z.infer<typeof bankSchema>;

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
  takeFault(operation: string): Fault | undefined;
  bank(): BankSettings;
  setBank(body: unknown): BankSettings;
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
  let bank = bankSchema.parse(load("bank", {}));
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
        (one) => (one.operation === operation || one.operation === ANY) && one.times > 0,
      );
      if (!fault) return undefined;
      fault.times--;
      save("faults", faults);
      return fault;
    },
    bank: () => bank,
    setBank(body) {
      bank = save("bank", checked(bankSchema, body ?? {}));
      return bank;
    },
    reset() {
      delivery = save("delivery", deliverySchema.parse({}));
      faults = save("faults", []);
      bank = save("bank", bankSchema.parse({}));
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
