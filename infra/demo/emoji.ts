import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";

const require = createRequire(import.meta.url);

const emojiSchema = z.object({
  label: z.string(),
  hexcode: z.string(),
  tags: z.array(z.string()).default([]),
  order: z.number().optional(),
  group: z.number().optional(),
  subgroup: z.number().optional(),
});

const groupsSchema = z.object({
  groups: z.record(z.string(), z.string()),
  subgroups: z.record(z.string(), z.string()),
});

const packageSchema = z.object({ version: z.string() });

/** One picture-character as Unicode CLDR names it. `order` is the CLDR chart order. */
export type Emoji = {
  readonly label: string;
  readonly hexcode: string;
  readonly tags: readonly string[];
  readonly order: number;
  readonly group: string;
  readonly subgroup: string;
};

function readJson(specifier: string): unknown {
  return JSON.parse(readFileSync(require.resolve(specifier), "utf8"));
}

/** All emoji that belong to a group, in chart order. Single letters and skin tones are left out. */
export function readEmoji(): Emoji[] {
  const { groups, subgroups } = groupsSchema.parse(readJson("emojibase-data/meta/groups.json"));
  return z
    .array(emojiSchema)
    .parse(readJson("emojibase-data/en/data.json"))
    .flatMap(({ label, hexcode, tags, order, group, subgroup }) => {
      const groupName = groups[String(group)];
      const subgroupName = subgroups[String(subgroup)];
      if (order === undefined || !groupName || !subgroupName) return [];
      return [{ label, hexcode, tags, order, group: groupName, subgroup: subgroupName }];
    })
    .sort((a, b) => a.order - b.order);
}

/** The file of each 256 px picture by hex code. Both sides are unsure about U+FE0F, so it is dropped. */
export function readPictures(): (hexcode: string) => string | undefined {
  const folder = join(dirname(require.resolve("@lobehub/fluent-emoji-3d/package.json")), "assets");
  const plain = (hexcode: string) => hexcode.toLowerCase().replaceAll("-fe0f", "");
  const files = new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith(".webp"))
      .map((file) => [plain(file.slice(0, -".webp".length)), join(folder, file)]),
  );
  return (hexcode) => files.get(plain(hexcode));
}

/** The versions of what the catalogue is made from. A change means that it must be made again. */
export function sourceVersions(): Record<string, string> {
  return Object.fromEntries(
    ["emojibase-data", "@lobehub/fluent-emoji-3d"].map((name) => [
      name,
      packageSchema.parse(readJson(`${name}/package.json`)).version,
    ]),
  );
}
