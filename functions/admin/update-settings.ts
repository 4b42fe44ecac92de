import { updateSettings as contract } from "#contracts/settings";
import { updateSettings } from "#flows/settings";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, ({ body, now }) => updateSettings(body, now));
