import { activities } from "./activities.ts";
import { animals } from "./animals.ts";
import { food } from "./food.ts";
import { moods } from "./moods.ts";
import { objects } from "./objects.ts";
import { travel } from "./travel.ts";

/** What stands under each figurine, by slug, in the house voice: short, exact, dry, kind. */
export const lines: Readonly<Record<string, string>> = {
  ...animals,
  ...food,
  ...travel,
  ...activities,
  ...moods,
  ...objects,
};
