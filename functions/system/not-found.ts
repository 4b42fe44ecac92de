import { notFound } from "#contracts/system";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";

export const handler = serve(notFound, async () => {
  throw new Problem("NOT_FOUND", "There is nothing at this address.");
});
