import type { Emoji } from "./emoji.ts";
import { listed } from "./listed.ts";

const GROUPS = new Set([
  "smileys-emotion",
  "animals-nature",
  "food-drink",
  "travel-places",
  "activities",
  "objects",
]);

/** Not a toy: weapons, worship, illness, death, parts of bodies, and what only works as a sign. */
export const NOT_SOLD: ReadonlySet<string> = new Set(
  listed(`
  pig nose, microbe, kitchen knife, love hotel, reminder ribbon, military helmet, church,
  wedding, mosque, hindu temple, synagogue, shinto shrine, kaaba, prayer beads, hamsa,
  diya lamp, coffin, headstone, funeral urn, cigarette, syringe, drop of blood, pill, x-ray,
  dagger, crossed swords, bomb, bow and arrow, skull, skull and crossbones, pile of poo,
  face vomiting, smiling face with horns, angry face with horns, kiss mark, anger symbol,
  eye in speech bubble
`),
);

/**
 * What came with the second delivery and therefore bears a later number: mostly second views of
 * something that already stood on the shelf. The first delivery was numbered in chart order.
 */
export const SECOND_DELIVERY: ReadonlySet<string> = new Set(
  listed(`
  dove, cockroach, rosette, wilted flower, map of Japan, pouring liquid, Japanese post office,
  derelict house, national park, office building, department store, oncoming bus,
  oncoming police car, oncoming taxi, oncoming automobile, light rail, oil drum, bus stop,
  construction, foggy, bridge at night, airplane departure, airplane arrival,
  police car light, twelve-thirty, one-thirty, two-thirty, three-thirty, four-thirty,
  five-thirty, six-thirty, seven-thirty, eight-thirty, nine-thirty, ten-thirty, eleven-thirty,
  sun behind small cloud, sun behind large cloud, snowman without snow, umbrella on ground,
  military medal, spade suit, heart suit, diamond suit, club suit, ticket, softball,
  mahjong red dragon, flag in hole, woman’s clothes, briefs, first quarter moon face,
  last quarter moon face, waning gibbous moon, waning crescent moon, last quarter moon,
  thermometer, bikini, muted speaker, bell with slash
`),
);

/**
 * The emoji that become figurines, in the order of their numbers: the first delivery, the second,
 * then the moods, which the shop took up last.
 * @param hasPicture says whether the picture set holds this one
 */
export function chooseEmoji(
  emoji: readonly Emoji[],
  hasPicture: (hexcode: string) => boolean,
): Emoji[] {
  const sold = emoji.filter(
    ({ group, label, hexcode }) => GROUPS.has(group) && !NOT_SOLD.has(label) && hasPicture(hexcode),
  );
  const delivery = ({ group, label }: Emoji) =>
    group === "smileys-emotion" ? 3 : SECOND_DELIVERY.has(label) ? 2 : 1;
  return sold.sort((a, b) => delivery(a) - delivery(b) || a.order - b.order);
}
