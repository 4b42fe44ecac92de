import { updateProduct as contract } from "#contracts/catalog";
import { updateProduct } from "#flows/products";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, ({ params, body, actor, now }) =>
  updateProduct(params.id, body, { actor, now }),
);
