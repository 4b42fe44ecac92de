import { createProduct as contract } from "#contracts/catalog";
import { createProduct } from "#flows/products";
import { serve } from "#kit/endpoint";

export const handler = serve(contract, ({ body, actor, now }) =>
  createProduct(body, { actor, now }),
);
