import type Stripe from "stripe";
import { z } from "zod";
import { invalidRequest } from "../errors.ts";
import { newId } from "../ids.ts";
import { asList, type Call, checkLimit, type Operation, type World } from "../operation.ts";
import { expand, listShape, readParameters } from "../parameters.ts";
import { sessionObject } from "./checkout-session-object.ts";
import { type CreateParams, createSchema, listSchema } from "./checkout-session-params.ts";
import { createLineItems } from "./line-items.ts";
import { cancelIntent } from "./payment-intents.ts";
import { createDetails, detailsOf } from "./session-details.ts";

const HALF_HOUR = 1_800;
const DAY = 86_400;
/** Clocks of two machines differ, and a request takes its time: Stripe forgives a moment too. */
const SLACK = 10;

const onlyExpand = z.strictObject({ expand });

export const checkoutSessionOperations: readonly Operation[] = [
  {
    name: "checkout.sessions.create",
    method: "POST",
    path: /^\/v1\/checkout\/sessions$/,
    run: createSession,
  },
  {
    name: "checkout.sessions.list",
    method: "GET",
    path: /^\/v1\/checkout\/sessions$/,
    run: ({ store, form }) => {
      const query = readParameters(listSchema, form);
      const page = store.list("checkout.session", {
        where: { payment_intent: query.payment_intent, status: query.status },
        created: query.created,
        limit: checkLimit(query.limit),
        startingAfter: query.starting_after,
        endingBefore: query.ending_before,
      });
      return asList("/v1/checkout/sessions", page);
    },
  },
  {
    name: "checkout.sessions.retrieve",
    method: "GET",
    path: /^\/v1\/checkout\/sessions\/(\w+)$/,
    run: ({ store, form, id }) => {
      readParameters(onlyExpand, form);
      return store.get("checkout.session", id, "session");
    },
  },
  {
    name: "checkout.sessions.expire",
    method: "POST",
    path: /^\/v1\/checkout\/sessions\/(\w+)\/expire$/,
    run: (call) => {
      readParameters(onlyExpand, call.form);
      const session = call.store.get("checkout.session", call.id, "session");
      if (session.status !== "open") {
        throw invalidRequest(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
        );
      }
      return expireSession(call, session);
    },
  },
  {
    name: "checkout.sessions.list_line_items",
    method: "GET",
    path: /^\/v1\/checkout\/sessions\/(\w+)\/line_items$/,
    run: ({ store, form, id }) => {
      const query = readParameters(z.strictObject(listShape), form);
      store.get("checkout.session", id, "session");
      const { items } = detailsOf(store, id);
      const limit = checkLimit(query.limit);
      const start = items.findIndex((item) => item.id === query.starting_after) + 1;
      return asList(`/v1/checkout/sessions/${id}/line_items`, {
        data: items.slice(start, start + limit),
        hasMore: items.length > start + limit,
      });
    },
  },
];

function createSession(call: Call): Stripe.Checkout.Session {
  const params = readParameters(createSchema, call.form);
  checkSession(params, call.now());
  const items = createLineItems(params.line_items, call.now());
  const id = newId("cs_test_", 58);
  const session = sessionObject(id, params, items, call.now(), `${call.url()}/c/pay/${id}`);
  call.store.put("checkout.session", session);
  call.store.put("session_details", createDetails(id, params, items, call.now()));
  return session;
}

function checkSession(params: CreateParams, now: number): void {
  if (params.mode !== "payment") {
    throw invalidRequest(`This stand-in for Stripe takes mode payment only, not ${params.mode}.`, {
      param: "mode",
    });
  }
  if (params.ui_mode !== undefined && params.ui_mode !== "hosted_page") {
    throw invalidRequest(`This stand-in has the hosted page only, not ${params.ui_mode}.`, {
      param: "ui_mode",
    });
  }
  if (params.automatic_tax?.enabled || params.allow_promotion_codes) {
    throw invalidRequest("This stand-in knows neither automatic tax nor promotion codes.");
  }
  if (params.expires_at === undefined) return;
  if (params.expires_at < now + HALF_HOUR - SLACK) {
    throw invalidRequest(
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
      { param: "expires_at" },
    );
  }
  if (params.expires_at > now + DAY + SLACK) {
    throw invalidRequest(
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
      { param: "expires_at" },
    );
  }
}

/** Closes an open session for good, and what payment it had begun. */
function expireSession(
  call: World & Partial<Pick<Call, "cause">>,
  session: Stripe.Checkout.Session,
): Stripe.Checkout.Session {
  const expired: Stripe.Checkout.Session = { ...session, status: "expired", url: null };
  call.store.put("checkout.session", expired);
  if (typeof session.payment_intent === "string") cancelIntent(call, session.payment_intent);
  call.emit({ type: "checkout.session.expired", data: { object: expired } }, call.cause);
  return expired;
}

/** Expires what is over its time. @returns how many sessions that were */
export function expireDueSessions(world: World): number {
  const rows = world.store.database
    .prepare(
      `select id from objects where kind = 'checkout.session'
       and json_extract(json, '$.status') = 'open' and json_extract(json, '$.expires_at') <= ?`,
    )
    .all(world.now());
  if (rows.length === 0) return 0;
  world.store.transaction(() => {
    for (const row of rows) {
      expireSession(world, world.store.get("checkout.session", String(row["id"])));
    }
  });
  return rows.length;
}
