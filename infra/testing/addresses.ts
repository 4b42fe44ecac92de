import { z } from "zod";

const account = z.object({ email: z.string(), password: z.string() });

/** What `.parasol/outputs.json` holds while the shop is open. No trailing slashes. */
export const addresses = z.object({
  storeUrl: z.string(),
  adminUrl: z.string(),
  apiUrl: z.string(),
  inboxUrl: z.string(),
  postgresUrl: z.string(),
  stripeUrl: z.string(),
  demoAdmin: account,
  demoShopper: account,
});

export type Addresses = z.output<typeof addresses>;
