import * as adminOrders from "./admin-orders.ts";
import * as adminRefunds from "./admin-refunds.ts";
import * as auth from "./auth.ts";
import * as cart from "./cart.ts";
import * as catalog from "./catalog.ts";
import * as checkout from "./checkout.ts";
import type { Endpoint, ServerSide } from "./endpoint.ts";
import * as integrity from "./integrity.ts";
import * as inventory from "./inventory.ts";
import * as orders from "./orders.ts";
import * as promotions from "./promotions.ts";
import * as settings from "./settings.ts";
import * as system from "./system.ts";
import * as webhooks from "./webhooks.ts";

const areas = {
  adminOrders,
  adminRefunds,
  auth,
  cart,
  catalog,
  checkout,
  integrity,
  inventory,
  orders,
  promotions,
  settings,
  system,
  webhooks,
};

type Areas = typeof areas;
type EndpointsOf<Area> = Extract<Area[keyof Area], Endpoint>;

/** Every endpoint's own type, as a union. */
export type AnyEndpoint = { [A in keyof Areas]: EndpointsOf<Areas[A]> }[keyof Areas];
export type EndpointId = AnyEndpoint["id"];

function isEndpoint(value: unknown): value is AnyEndpoint {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "endpoint"
  );
}

/** All endpoints, in the order of their areas. */
export const endpoints: readonly AnyEndpoint[] = Object.values(areas).flatMap((area) =>
  Object.values(area).filter(isEndpoint),
);

/** The server-only half of each endpoint. The type fails to compile where one is missing. */
export const serverSides: Record<EndpointId, ServerSide> = {
  ...adminOrders.server,
  ...adminRefunds.server,
  ...auth.server,
  ...cart.server,
  ...catalog.server,
  ...checkout.server,
  ...inventory.server,
  ...integrity.server,
  ...orders.server,
  ...promotions.server,
  ...settings.server,
  ...system.server,
  ...webhooks.server,
};
