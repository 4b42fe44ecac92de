import { join } from "node:path";
import { makePicture } from "../demo/picture.ts";
import { ROOT } from "../function-files.ts";

const ASSETS = join(ROOT, "node_modules/@lobehub/fluent-emoji-3d/assets");

/** What the samples are made of, by slug: the emoji that each shows. */
const EMOJI = { fox: "1f98a", octopus: "1f419", rocket: "1f680", whale: "1f433" } as const;

export type Figurine = keyof typeof EMOJI;

const made = new Map<Figurine, ReturnType<typeof makePicture>>();

/** A figurine's picture and tint, drawn as for the demo shelves. */
export function figurine(slug: Figurine): ReturnType<typeof makePicture> {
  let picture = made.get(slug);
  if (picture === undefined) {
    made.set(slug, (picture = makePicture(join(ASSETS, `${EMOJI[slug]}.webp`))));
  }
  return picture;
}

/** The figurine of a slug that a browser asks for. */
export function isFigurine(slug: string): slug is Figurine {
  return slug in EMOJI;
}
