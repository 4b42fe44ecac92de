import { catalogueFile, seedCatalogue } from "#flows/seed-catalogue";
import { get } from "#gateways/storage";

/** Where the deployment puts the demo catalogue in the media bucket. */
const FILE = "demo/catalogue.json";

/** Invoked by name. Answers how many products the demo catalogue has. */
export async function handler(): Promise<{ products: number; written: number }> {
  const stored = await get("media", FILE);
  if (stored === undefined) throw new Error(`There is no ${FILE} in the media bucket.`);
  const file = catalogueFile.parse(JSON.parse(Buffer.from(stored.body).toString("utf8")));
  return await seedCatalogue(file, () => new Date());
}
