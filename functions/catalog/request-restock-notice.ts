import { requestRestockNotice } from "#contracts/catalog";
import { askForNotice } from "#flows/restock-notice";
import { serve } from "#kit/endpoint";

export const handler = serve(requestRestockNotice, async ({ body, storeUrl, now }) => {
  await askForNotice({ ...body, storeUrl }, now);
  return body;
});
