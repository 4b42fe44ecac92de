import { createHash } from "node:crypto";
import { z } from "zod";
import { EFFECT_KINDS, type Promotion } from "#domain/promotion";
import { absent, versionIs, when } from "./expression.ts";
import { get as getItem, getMany, type Item, type Key, query } from "./table.ts";
import type { Write } from "./write.ts";

const [percent, amount, shipping] = EFFECT_KINDS;

const schema = z.object({
  id: z.string(),
  code: z.string().nullable(),
  title: z.string(),
  effect: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal(percent), percent: z.number() }),
    z.object({ kind: z.literal(amount), amount: z.int() }),
    z.object({ kind: z.literal(shipping) }),
  ]),
  minimum: z.int(),
  products: z.array(z.string()),
  categories: z.array(z.string()),
  startsAt: z.string().nullable(),
  endsAt: z.string().nullable(),
  maxUses: z.int().nullable(),
  maxUsesPerCustomer: z.int().nullable(),
  combines: z.boolean(),
  active: z.boolean(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  deletedAt: z.string().nullable().default(null),
}) satisfies z.ZodType<Promotion>;

/**
 * The counter stands apart from the promotion: orders move it, and must not make the console's
 * edit of the promotion a stale one.
 */
const counterSchema = z.object({ promotionId: z.string(), used: z.int() });
const versionedCounter = counterSchema.extend({ version: z.int() });

export type UseCounter = Readonly<z.output<typeof versionedCounter>>;

/** Which orders of one customer used a promotion. Never deleted, so that its version only rises. */
const customerSchema = z.object({ orders: z.array(z.string()), version: z.int() });

/** Who used it: an account by its sub, anybody by the address of the receipt. */
export interface Customer {
  readonly sub: string | null;
  /** Null while nobody has said it. */
  readonly email: string | null;
}

/** What a customer's own item says of a promotion. */
export interface CustomerUse {
  readonly promotionId: string;
  /** Order numbers. */
  readonly orders: readonly string[];
  readonly version: number;
  readonly key: Key;
}

const partition = (id: string): string => `PROMO#${id}`;
const key = (id: string): Key => ({ PK: partition(id), SK: "META" });
const counterKey = (id: string): Key => ({ PK: partition(id), SK: "USES" });
const codeKey = (code: string): Key => ({ PK: `UNIQ#promotion#${code}`, SK: "A" });

/** GSI2 holds keys only, so that an order which uses a promotion writes to no index. */
const LIST = { coded: "PROMO#CODED", automatic: "PROMO#AUTOMATIC" } as const;

function parse(item: unknown): Promotion {
  return schema.parse(item);
}

function toItem(promotion: Promotion): Item {
  const { id, code, createdAt, deletedAt } = promotion;
  const list =
    deletedAt === null
      ? { GSI2PK: code === null ? LIST.automatic : LIST.coded, GSI2SK: `${createdAt}#${id}` }
      : {};
  return { ...key(id), type: "Promotion", ...list, ...promotion };
}

/** The id of the promotion that a code means, in the form of `normalCode`. */
export async function idOfCode(code: string): Promise<string | undefined> {
  const item = await getItem(codeKey(code));
  return item && z.object({ promotionId: z.string() }).parse(item).promotionId;
}

/** Of every promotion that is not deleted, newest first. Keys only: cheap. */
export async function listedIds(): Promise<string[]> {
  const found = await Promise.all(Object.values(LIST).map((list) => idsIn(list)));
  return found
    .flat()
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .map(({ id }) => id);
}

/** Of those that apply by themselves. An index, so it follows within a second or so. */
export async function automaticIds(): Promise<string[]> {
  return (await idsIn(LIST.automatic)).map(({ id }) => id);
}

async function idsIn(list: string): Promise<{ id: string; at: string }[]> {
  const items = await query({ index: "GSI2", partition: list });
  return items.map((item) => {
    const { PK, GSI2SK } = z.object({ PK: z.string(), GSI2SK: z.string() }).parse(item);
    return { id: PK.slice(partition("").length), at: GSI2SK };
  });
}

/**
 * Promotions with how often they were used, in the order of the ids, deleted ones included; missing
 * ones left out.
 */
export async function getAll(
  ids: readonly string[],
): Promise<Map<string, { readonly promotion: Promotion; readonly used: number }>> {
  const items = await getMany(ids.flatMap((id) => [key(id), counterKey(id)]));
  const used = new Map(
    items.flatMap((item) => {
      const counter = counterSchema.safeParse(item).data;
      return counter ? [[counter.promotionId, counter.used] as const] : [];
    }),
  );
  const promotions = new Map(
    items.flatMap((item) => (item["SK"] === "META" ? [[item["id"], parse(item)] as const] : [])),
  );
  return new Map(
    ids.flatMap((id) => {
      const promotion = promotions.get(id);
      return promotion ? [[id, { promotion, used: used.get(id) ?? 0 }] as const] : [];
    }),
  );
}

/** What a customer used of these promotions: up to two items each, new ones with version 0. */
export async function customerUses(
  ids: readonly string[],
  customer: Customer,
): Promise<CustomerUse[]> {
  const keys = ids.flatMap((id) => customerKeys(id, customer).map((one) => ({ id, key: one })));
  const items = await getMany(keys.map((one) => one.key));
  return keys.map(({ id, key: at }) => {
    const item = items.find((one) => one["PK"] === at.PK && one["SK"] === at.SK);
    const known = item ? customerSchema.parse(item) : { orders: [], version: 0 };
    return { promotionId: id, key: at, ...known };
  });
}

function customerKeys(id: string, { sub, email }: Customer): Key[] {
  const PK = partition(id);
  // Hashed, so that a list of addresses cannot be read from keys.
  const hash = email && createHash("sha256").update(email.toLowerCase()).digest("base64url");
  return [
    ...(sub === null ? [] : [{ PK, SK: `USER#${sub}` }]),
    ...(hash === null ? [] : [{ PK, SK: `EMAIL#${hash}` }]),
  ];
}

/** A new promotion; refused where its id is taken. */
export function create(promotion: Promotion): Write {
  return { kind: "put", name: "promotion", item: toItem(promotion), when: absent };
}

/** Puts `promotion` over the version before it; a tombstone leaves the lists. */
export function replace(promotion: Promotion): Write {
  const { version } = promotion;
  return { kind: "put", name: "promotion", item: toItem(promotion), when: versionIs(version - 1) };
}

/** Claims a code; refused where another promotion has it. */
export function takeCode(code: string, promotionId: string): Write {
  return {
    kind: "put",
    name: "code",
    item: { ...codeKey(code), type: "Unique", version: 1, promotionId },
    when: absent,
  };
}

/** Gives up a code; refused where it belongs to another promotion. */
export function freeCode(code: string, promotionId: string): Write {
  return {
    kind: "delete",
    name: "old code",
    key: codeKey(code),
    when: when("#promotionId = :promotionId", { promotionId }),
  };
}

/** The counter of a promotion whose uses are limited, from 0 on. */
export function startCounter(promotionId: string, max: number | null): Write {
  return {
    kind: "put",
    name: "promotion counter",
    item: {
      ...counterKey(promotionId),
      type: "PromotionUses",
      version: 1,
      promotionId,
      used: 0,
      max,
    },
    when: absent,
  };
}

/** Sets another limit; what was used stays counted. */
export function limitCounter(promotionId: string, max: number | null): Write {
  const change = { set: { max } };
  return { kind: "update", name: "promotion counter", key: counterKey(promotionId), change };
}

/** The counters of promotions whose uses are limited, consistently read. */
export async function counters(ids: readonly string[]): Promise<UseCounter[]> {
  return (await getMany(ids.map(counterKey))).map((item) => versionedCounter.parse(item));
}

/** Sets a counter that was found wrong; refused where it has moved since it was read. */
export function countUses({ promotionId, version }: UseCounter, used: number): Write {
  return {
    kind: "update",
    name: "promotion counter",
    key: counterKey(promotionId),
    change: { set: { used } },
    when: versionIs(version),
  };
}

/**
 * Takes one use; refused where the limit is reached, whatever was read before. Where the limit was
 * lifted since the order was placed, its use is counted all the same: the order says that it holds one.
 */
export function takeUse(promotionId: string): Write {
  return {
    kind: "update",
    name: `promotion:${promotionId}`,
    key: counterKey(promotionId),
    change: { add: { used: 1 } },
    when: when("#used < #max OR attribute_type(#max, :none)", { none: "NULL" }),
  };
}

/** Gives a use back, beside what makes sure that it happens once. */
export function giveBackUse(promotionId: string): Write {
  return {
    kind: "update",
    name: `promotion:${promotionId}`,
    key: counterKey(promotionId),
    change: { add: { used: -1 } },
    when: when("#used >= :one", { one: 1 }),
  };
}

/** Writes down which orders a customer used it for, over what was read. */
export function putCustomerUse(use: CustomerUse, orders: readonly string[]): Write {
  const version = use.version + 1;
  return {
    kind: "put",
    name: `promotion:${use.promotionId}`,
    item: { ...use.key, type: "PromotionCustomer", orders, version },
    when: use.version === 0 ? absent : versionIs(use.version),
  };
}

export function mockPromotion(overrides: Partial<Promotion> = {}): Promotion {
  return {
    id: "promo_sunny",
    code: "SUNNY10",
    title: "Ten percent of sun",
    effect: { kind: "percent", percent: 10 },
    minimum: 0,
    products: [],
    categories: [],
    startsAt: null,
    endsAt: null,
    maxUses: null,
    maxUsesPerCustomer: null,
    combines: true,
    active: true,
    version: 1,
    createdAt: "2026-11-01T09:00:00.000Z",
    updatedAt: "2026-11-01T09:00:00.000Z",
    deletedAt: null,
    ...overrides,
  };
}
