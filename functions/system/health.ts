import { health } from "#contracts/system";
import { serve } from "#kit/endpoint";
import packageJson from "../../package.json" with { type: "json" };

const { version } = packageJson;

/** Touches nothing else: it says whether requests reach functions, not whether the shop sells. */
export const handler = serve(health, async ({ now }) => ({
  status: "ok" as const,
  version,
  time: now.toISOString(),
}));
