import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { connection, type Item } from "#data/table";

/**
 * What DynamoDB charges for, computed from the items themselves: shared/handbook's formula, and the
 * sizes of "DynamoDB item sizes and formats" in Amazon's developer guide. The local engine charges
 * nothing, and Amazon's own figures come too late for a test.
 */
const WRITE_STEP = 1024;
const READ_STEP = 4096;

const bytesOf = (text: string): number => Buffer.byteLength(text, "utf8");

/** One byte for two significant digits, one for the exponent, one for a sign. */
function numberSize(value: number): number {
  const [mantissa = ""] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "").replace(/0+$/, "").length;
  return Math.ceil(digits / 2) + 1 + (value < 0 ? 1 : 0);
}

function valueSize(value: unknown): number {
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "string") return bytesOf(value);
  if (typeof value === "number") return numberSize(value);
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, one) => sum + 1 + valueSize(one), 3);
  }
  if (typeof value === "object" && value !== undefined) {
    return Object.entries(value).reduce((sum, [name, one]) => {
      return one === undefined ? sum : sum + 1 + bytesOf(name) + valueSize(one);
    }, 3);
  }
  throw new Error(`Nothing of ours is stored as ${typeof value}.`);
}

/** The bytes of an item as DynamoDB counts them: names and values of its attributes. */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    return value === undefined ? sum : sum + bytesOf(name) + valueSize(value);
  }, 0);
}

interface Index {
  readonly name: "GSI1" | "GSI2";
  readonly keysOnly: boolean;
}

const INDEXES: readonly Index[] = [
  { name: "GSI1", keysOnly: false },
  { name: "GSI2", keysOnly: true },
];

/** What an index holds of an item; undefined where the item is not in it. */
function projected(item: Item | undefined, index: Index): Item | undefined {
  if (item === undefined) return undefined;
  const { [`${index.name}PK`]: pk, [`${index.name}SK`]: sk, PK, SK } = item;
  if (pk === undefined || sk === undefined) return undefined;
  return index.keysOnly ? { PK, SK, [`${index.name}PK`]: pk, [`${index.name}SK`]: sk } : item;
}

const steps = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_STEP));

/** A key that moves is a delete and a put; what stays as it was is not written. */
function indexUnits(before: Item | undefined, after: Item | undefined, index: Index): number {
  const [old, now] = [projected(before, index), projected(after, index)];
  if (old === undefined || now === undefined) {
    const one = old ?? now;
    return one === undefined ? 0 : steps(itemSize(one));
  }
  if (JSON.stringify(old) === JSON.stringify(now)) return 0;
  const moved = ["PK", "SK"].some((key) => old[index.name + key] !== now[index.name + key]);
  if (moved) return steps(itemSize(old)) + steps(itemSize(now));
  return steps(Math.max(itemSize(old), itemSize(now)));
}

/** Write units of one item that goes from one image to the other, by where they are spent. */
export interface WriteUnits {
  readonly table: number;
  readonly GSI1: number;
  readonly GSI2: number;
}

/** @param transactional a transaction costs twice, in the table but not in its indexes */
export function writeUnits(
  before: Item | undefined,
  after: Item | undefined,
  transactional: boolean,
): WriteUnits {
  const size = Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0);
  const [gsi1 = 0, gsi2 = 0] = INDEXES.map((index) => indexUnits(before, after, index));
  return { table: steps(size) * (transactional ? 2 : 1), GSI1: gsi1, GSI2: gsi2 };
}

/** Read units of so many bytes read together: half of it where an older image will do. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_STEP)) * (consistent ? 1 : 0.5);
}

/** One item that an operation wrote. */
export interface MeteredWrite {
  readonly type: string;
  readonly key: string;
  readonly bytes: number;
  readonly units: WriteUnits;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** What an operation cost in the table. */
export interface Usage {
  readonly wru: number;
  readonly rru: number;
  /** DynamoDB requests, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly writes: readonly MeteredWrite[];
}

const keySchema = z.looseObject({ PK: z.string(), SK: z.string() });

type Key = z.output<typeof keySchema>;

const written = z.union([
  z.object({ Put: z.object({ Item: keySchema }) }).transform(({ Put }) => Put.Item),
  z.object({ Update: z.object({ Key: keySchema }) }).transform(({ Update }) => Update.Key),
  z.object({ Delete: z.object({ Key: keySchema }) }).transform(({ Delete }) => Delete.Key),
  z
    .object({ ConditionCheck: z.object({ Key: keySchema }) })
    .transform(({ ConditionCheck }) => ConditionCheck.Key),
]);

const item = z.record(z.string(), z.unknown());
const inputs = {
  TransactWriteItemsCommand: z.object({ TransactItems: z.array(written) }),
  PutItemCommand: z.object({ Item: keySchema }),
  UpdateItemCommand: z.object({ Key: keySchema }),
  DeleteItemCommand: z.object({ Key: keySchema }),
};
const reading = z.object({ ConsistentRead: z.boolean().default(false) });
const batchReading = z.object({ RequestItems: z.record(z.string(), reading) });
const answers = {
  get: z.object({ Item: item.optional() }),
  query: z.object({ Items: z.array(item) }),
  batch: z.object({ Responses: z.record(z.string(), z.array(item)) }),
};

function writtenKeys(command: string, input: unknown): readonly Key[] {
  switch (command) {
    case "TransactWriteItemsCommand":
      return inputs.TransactWriteItemsCommand.parse(input).TransactItems;
    case "PutItemCommand":
      return [inputs.PutItemCommand.parse(input).Item];
    case "UpdateItemCommand":
      return [inputs.UpdateItemCommand.parse(input).Key];
    case "DeleteItemCommand":
      return [inputs.DeleteItemCommand.parse(input).Key];
    default:
      return [];
  }
}

function readUnitsOf(command: string, input: unknown, output: unknown): number {
  const bytes = (items: readonly Item[]) => items.reduce((sum, one) => sum + itemSize(one), 0);
  switch (command) {
    case "GetItemCommand": {
      const { Item: found } = answers.get.parse(output);
      return readUnits(found ? itemSize(found) : 0, reading.parse(input).ConsistentRead);
    }
    case "QueryCommand":
      return readUnits(
        bytes(answers.query.parse(output).Items),
        reading.parse(input).ConsistentRead,
      );
    case "BatchGetItemCommand": {
      const { Responses } = answers.batch.parse(output);
      const { RequestItems } = batchReading.parse(input);
      return Object.entries(Responses)
        .flatMap(([table, items]) =>
          items.map((one) =>
            readUnits(itemSize(one), RequestItems[table]?.ConsistentRead ?? false),
          ),
        )
        .reduce((sum, one) => sum + one, 0);
    }
    default:
      throw new Error(`The meter does not know ${command}.`);
  }
}

/**
 * Reads what this process's own calls to the table cost. Of each item that a call writes it takes
 * the image before and after, by a client of its own; two calls that write one item at the same
 * time would blur them, so flows are measured one after the other.
 */
export class CapacityMeter {
  readonly #plain = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  #writes: MeteredWrite[] = [];
  #calls: Record<string, number> = {};
  #rru = 0;

  constructor() {
    connection().client.middlewareStack.add(
      (next, context) => async (args) => {
        const command = context.commandName ?? "";
        const { input } = args;
        this.#calls[command] = (this.#calls[command] ?? 0) + 1;
        const keys = writtenKeys(command, input);
        if (keys.length === 0) {
          const result = await next(args);
          this.#rru += readUnitsOf(command, input, result.output);
          return result;
        }
        const before = await this.#images(keys);
        try {
          return await next(args);
        } finally {
          await this.#charge(keys, before, command === "TransactWriteItemsCommand");
        }
      },
      { step: "initialize", name: "capacity", priority: "high" },
    );
  }

  /** Runs `work` and gives what its calls cost. */
  async measure(work: () => Promise<unknown>): Promise<Usage> {
    [this.#writes, this.#calls, this.#rru] = [[], {}, 0];
    await work();
    const [writes, calls, rru] = [this.#writes, this.#calls, this.#rru];
    const wru = writes.reduce((sum, { units }) => sum + units.table + units.GSI1 + units.GSI2, 0);
    return { wru, rru, calls, writes };
  }

  async #images(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const { name: TableName } = connection();
    return await Promise.all(
      keys.map(async ({ PK, SK }) => {
        const command = new GetCommand({ TableName, Key: { PK, SK }, ConsistentRead: true });
        return (await this.#plain.send(command)).Item;
      }),
    );
  }

  async #charge(keys: readonly Key[], before: readonly (Item | undefined)[], doubled: boolean) {
    const after = await this.#images(keys);
    keys.forEach(({ PK, SK }, at) => {
      const [old, now] = [before[at], after[at]];
      const image = now ?? old ?? {};
      this.#writes.push({
        type: String(image["type"] ?? "nothing"),
        key: `${PK} ${SK}`,
        bytes: Math.max(old ? itemSize(old) : 0, now ? itemSize(now) : 0),
        units: writeUnits(old, now, doubled),
        before: old,
        after: now,
      });
    });
  }
}
