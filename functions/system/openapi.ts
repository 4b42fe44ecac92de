import { endpoints } from "#contracts/index";
import { describe } from "#contracts/openapi";
import { openapi } from "#contracts/system";
import { serve } from "#kit/endpoint";
import packageJson from "../../package.json" with { type: "json" };

const { version } = packageJson;
let document: Record<string, unknown> | undefined;

export const handler = serve(openapi, async () => (document ??= describe(endpoints, version)));
