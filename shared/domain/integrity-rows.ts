import type { Drift, DriftKind } from "./integrity.ts";

const KIND = {
  missing: "row.missing",
  differs: "row.differs",
  orphaned: "row.orphaned",
} as const satisfies Record<string, DriftKind>;

/** A row of the reporting database that is not what its item says. */
export interface RowSeen {
  /** Such as `Order/P-261123-7F3KQ`. */
  readonly name: string;
  readonly what: keyof typeof KIND;
  /** The item's version. */
  readonly expected: number;
  /** The row's; null where there is none, or it is not the row itself that differs. */
  readonly found: number | null;
}

/** Rows follow from items alone, so every such drift can be repaired. */
export function ofRow({ name, what, expected, found }: RowSeen): Drift {
  const base = { kind: KIND[what], subject: name, severity: "alarm", remedy: "safe" } as const;
  if (what === "missing") {
    return {
      ...base,
      expected: `Version ${expected}`,
      found: "No row",
      why:
        "The table has the item and the reports have no row of it: somebody deleted the row, or its " +
        "change never reached the projector. The row is written anew from the item.",
    };
  }
  if (what === "orphaned") {
    return {
      ...base,
      expected: "No row",
      found: found === null ? "A row" : `Version ${found}`,
      why:
        "The reports have a row and the table has no such item: the item's deletion never reached " +
        "the projector, or somebody wrote the row by hand. It is removed.",
    };
  }
  const same = found === null || found === expected;
  return {
    ...base,
    expected: `Version ${expected}`,
    found: same ? `Version ${expected}, other contents` : `Version ${found}`,
    why:
      !same && found < expected
        ? "The reports show the item as it was: a later change never reached the projector. The row " +
          "is written anew from the item."
        : "The projector writes what the item says, and the item says something else: somebody changed " +
          "the row by hand, or the reports have a column that is younger than the row. It is written " +
          "anew from the item.",
  };
}
