import { z } from "zod";
import { EFFECT_KINDS } from "#domain/promotion";
import { money } from "./fields.ts";

/** What is owed at one rate: `net + tax` is what the shopper pays at it. */
export const taxLine = z
  .object({ percent: z.number(), net: money, tax: money })
  .meta({ id: "TaxLine" });

export const usedPromotion = z
  .object({
    /** Null: it applies by itself. */
    code: z.string().nullable(),
    title: z.string(),
    kind: z.enum(EFFECT_KINDS),
    /** Off the goods; for kind `shipping`, what the delivery would have cost: not in `discount`. */
    amount: money,
  })
  .meta({ id: "UsedPromotion" });
