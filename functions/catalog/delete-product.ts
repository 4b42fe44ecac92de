import { deleteProduct as contract } from "#contracts/catalog";
import { deleteProduct } from "#flows/products";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, async ({ params, now }) => {
  await deleteProduct(params.id, now);
  return undefined;
});
