import { getProduct } from "#contracts/catalog";
import { readProduct } from "#flows/products";
import { serve } from "#kit/endpoint";

export const handler = serve(getProduct, ({ params }) => readProduct(params.idOrSlug));
