/** The words of a text without accents and capitals: "Crème brûlée" → creme, brulee. */
export function words(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** A text with the weight of a hit in it. */
export interface Field {
  readonly weight: number;
  readonly words: readonly string[];
}

/** A whole word counts twice what its beginning does. */
const WHOLE = 2;

/**
 * How well fields answer a query: every word of it must begin a word of some field, and each adds
 * the weight of its best hit. 0 means that the query is not answered.
 */
export function score(fields: readonly Field[], query: readonly string[]): number {
  let sum = 0;
  for (const wanted of query) {
    let best = 0;
    for (const field of fields) {
      for (const word of field.words) {
        if (!word.startsWith(wanted)) continue;
        best = Math.max(best, field.weight * (word === wanted ? WHOLE : 1));
      }
    }
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}
