import { getSettings } from "#contracts/settings";
import { readSettings } from "#flows/settings";
import { serve } from "#kit/endpoint";

export const handler = serve(getSettings, () => readSettings());
