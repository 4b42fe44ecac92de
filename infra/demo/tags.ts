import type { Emoji } from "./emoji.ts";
import { listed } from "./listed.ts";

const MOST = 8;

/** CLDR's keywords follow the street. What a toy shop would not print on a shelf is left out. */
const UNPRINTED = new Set(
  listed(`
  af, ass, bae, booze, cancer, cussing, dead, die, died, drunk, dying, fart, fleek, germs,
  gun, handgun, intoxicated, ily, litaf, lit, lmao, lust, malaria, parasite, pissed, poop,
  revolver, rofl, roflcopter, roflmao, rotting, sexy, shooting, slash, smh, strat, sucks,
  suit, thot, tipsy, tmi, u, uh, uhh, um, ugh, vomit, weapon, wtv, what
`),
);

/** At most eight printable keywords, in CLDR's (alphabetical) order: whole words, no times of day. */
export function tagsOf({ tags }: Pick<Emoji, "tags">): string[] {
  return tags.filter((tag) => /^\p{L}[\p{L}-]+$/u.test(tag) && !UNPRINTED.has(tag)).slice(0, MOST);
}
