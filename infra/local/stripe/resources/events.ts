import { z } from "zod";
import { invalidRequest } from "../errors.ts";
import { asList, checkLimit, type Operation } from "../operation.ts";
import { expand, flag, listShape, readParameters, text } from "../parameters.ts";

/** Stripe lists the events of the last thirty days. */
const KEPT = 30 * 86_400;

export const eventOperations: readonly Operation[] = [
  {
    name: "events.list",
    method: "GET",
    path: /^\/v1\/events$/,
    run: ({ store, form, now }) => {
      const query = readParameters(
        z.strictObject({
          ...listShape,
          delivery_success: flag.optional(),
          type: text.optional(),
          types: z.array(text).max(20).optional(),
        }),
        form,
      );
      if (query.type !== undefined && query.types !== undefined) {
        throw invalidRequest("You may only specify one of these parameters: type, types.");
      }
      const [family, ...rest] = (query.type ?? "").split(".*");
      const page = store.list("event", {
        types: query.types ?? (query.type && rest.length === 0 ? [query.type] : undefined),
        typePrefix: rest.length > 0 ? `${family}.` : undefined,
        deliverySuccess: query.delivery_success,
        created: query.created ?? { gte: now() - KEPT },
        limit: checkLimit(query.limit),
        startingAfter: query.starting_after,
        endingBefore: query.ending_before,
      });
      return asList("/v1/events", page);
    },
  },
  {
    name: "events.retrieve",
    method: "GET",
    path: /^\/v1\/events\/(\w+)$/,
    run: ({ store, form, id }) => {
      readParameters(z.strictObject({ expand }), form);
      return store.get("event", id);
    },
  },
];
