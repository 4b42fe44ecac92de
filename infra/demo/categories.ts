import type { Emoji } from "./emoji.ts";
import { listed } from "./listed.ts";

/** A shelf of the shop. `path` is the slugs from the root, which no sibling shares. */
export type Category = {
  readonly path: string;
  readonly slug: string;
  readonly name: string;
  readonly parent: string | null;
  readonly position: number;
};

type Leaves = { readonly [name: string]: readonly string[] | Leaves };

/**
 * The tree: a leaf lists the emojibase subgroups that stand on it, or `=label` for single figurines
 * that belong elsewhere than their subgroup. A single figurine wins over its subgroup.
 */
const TREE: Leaves = {
  Animals: {
    Mammals: {
      Monkeys: ["monkey-face", "=monkey face", "=monkey", "=gorilla", "=orangutan"],
      "Cats and Dogs": listed(`
          cat-face, =dog face, =dog, =guide dog, =service dog, =poodle, =cat face, =cat,
          =black cat
      `),
      Farm: listed(`
          =horse face, =horse, =donkey, =cow face, =cow, =ox, =water buffalo, =pig face, =pig,
          =ram, =ewe, =goat
      `),
      "Forest and Savanna": ["animal-mammal"],
    },
    Birds: ["animal-bird"],
    Reptiles: ["animal-reptile", "animal-amphibian"],
    Sea: ["animal-marine"],
    Insects: ["animal-bug"],
    Plants: {
      Flowers: ["plant-flower"],
      "Trees and Leaves": ["plant-other"],
    },
    Dinosaurs: ["=sauropod", "=T-Rex"],
  },
  Food: {
    Fruit: ["food-fruit"],
    Vegetables: ["food-vegetable"],
    Meals: {
      Bakery: listed(`
          =bread, =croissant, =baguette bread, =flatbread, =pretzel, =bagel, =pancakes, =waffle
      `),
      "Hot Kitchen": ["food-prepared"],
      "Asian Kitchen": ["food-asian"],
    },
    Sweets: ["food-sweet"],
    Drinks: ["drink"],
    Tableware: ["dishware"],
  },
  Travel: {
    Places: {
      Landscapes: ["place-geographic"],
      Buildings: ["place-building"],
      "Fairs and Views": ["place-other"],
      "Globes and Maps": ["place-map"],
    },
    Vehicles: {
      Road: ["transport-ground"],
      Rail: listed(`
          =locomotive, =railway car, =high-speed train, =bullet train, =train, =metro,
          =light rail, =station, =tram, =monorail, =mountain railway, =tram car, =railway track
      `),
      Water: ["transport-water"],
      Air: ["transport-air"],
      "By the Road": listed(`
          =bus stop, =motorway, =oil drum, =fuel pump, =wheel, =police car light,
          =horizontal traffic light, =vertical traffic light, =stop sign, =construction, hotel
      `),
    },
    Clocks: ["time"],
    Sky: {
      "Moon and Stars": listed(`
          =new moon, =waxing crescent moon, =first quarter moon, =waxing gibbous moon,
          =full moon, =waning gibbous moon, =last quarter moon, =waning crescent moon,
          =crescent moon, =new moon face, =first quarter moon face, =last quarter moon face,
          =full moon face, =sun, =sun with face, =ringed planet, =star, =glowing star,
          =shooting star, =milky way, =comet
      `),
      Weather: ["sky-weather"],
    },
  },
  Activities: {
    Celebrations: ["event"],
    Prizes: ["award-medal"],
    Sport: {
      "Ball Games": listed(`
          =soccer ball, =baseball, =softball, =basketball, =volleyball, =tennis,
          =american football, =rugby football, =bowling, =cricket game, =lacrosse,
          =field hockey, =ping pong, =badminton, =goal net, =flag in hole
      `),
      "Outdoors and Ice": ["sport"],
    },
    Games: ["game"],
    "Arts and Crafts": ["arts-crafts"],
    Moods: {
      Smiles: ["face-smiling", "face-affection", "face-tongue", "face-hat", "face-glasses"],
      "Second Thoughts": ["face-hand", "face-neutral-skeptical", "face-sleepy"],
      "Bad Days": ["face-concerned", "face-unwell", "face-negative"],
      Characters: ["face-costume"],
      Hearts: ["heart"],
      "Comic Effects": ["emotion"],
    },
  },
  Objects: {
    Wardrobe: {
      Clothes: ["clothing"],
      Shoes: listed(`
          =thong sandal, =man’s shoe, =running shoe, =hiking boot, =flat shoe,
          =high-heeled shoe, =woman’s sandal, =ballet shoes, =woman’s boot
      `),
      "Hats and Jewels": listed(`
          =crown, =woman’s hat, =top hat, =graduation cap, =billed cap, =rescue worker’s helmet,
          =lipstick, =ring, =gem stone, =hair pick, =glasses, =sunglasses, =goggles,
          =folding hand fan
      `),
      Bags: ["=purse", "=handbag", "=clutch bag", "=shopping bags", "=backpack", "=briefcase"],
    },
    Music: {
      Instruments: ["musical-instrument", "=postal horn"],
      Sound: ["sound", "music"],
    },
    Devices: {
      Telephones: ["phone"],
      Computers: ["computer"],
      "Film and Light": ["light-video"],
    },
    Desk: {
      "Books and Paper": ["book-paper"],
      Post: ["mail"],
      Writing: ["writing"],
      Office: ["office"],
    },
    Money: ["money"],
    Workshop: {
      Tools: ["tool"],
      "Locks and Keys": ["lock"],
    },
    "Science and Health": ["science", "medical"],
    Household: ["household"],
    Curiosities: ["other-object"],
  },
};

/** "Forest and Savanna" → "forest-and-savanna"; apostrophes vanish, everything else joins words. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function isLeaf(node: readonly string[] | Leaves): node is readonly string[] {
  return Array.isArray(node);
}

function walk(
  node: Leaves,
  parent: Category | null,
  categories: Category[],
  shelves: Map<string, string>,
) {
  Object.entries(node).forEach(([name, child], position) => {
    const slug = slugOf(name);
    const category: Category = {
      path: parent ? `${parent.path}/${slug}` : slug,
      slug,
      name,
      parent: parent?.slug ?? null,
      position,
    };
    categories.push(category);
    if (isLeaf(child)) for (const source of child) shelves.set(source, slug);
    else walk(child, category, categories, shelves);
  });
}

const all: Category[] = [];
const shelfBySource = new Map<string, string>();
walk(TREE, null, all, shelfBySource);

/** Every category, parents before their children, siblings in the order they are shown. */
export const categories: readonly Category[] = all;

/** The slug of the leaf an emoji stands on, or undefined where its whole subgroup is not sold. */
export function shelfOf(emoji: Emoji): string | undefined {
  return shelfBySource.get(`=${emoji.label}`) ?? shelfBySource.get(emoji.subgroup);
}

/** The labels the tree names singly, so that a test can tell whether each still exists. */
export function singleLabels(): string[] {
  return [...shelfBySource.keys()].filter((key) => key.startsWith("=")).map((key) => key.slice(1));
}
