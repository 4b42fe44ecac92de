export interface Tint {
  readonly hue: number;
  readonly chroma: number;
}

/** Products without a picture stand on cool paper. */
const GREY: Tint = { hue: 268, chroma: 0.02 };

/**
 * The custom properties that colour a `.tinted` tile, floor and lamp. Hues from 75 to 125 get an
 * amber lamp: by lamplight yellow would turn olive.
 */
export function tintProperties(tint: Tint | null | undefined): Record<`--${string}`, number> {
  const { hue, chroma } = tint ?? GREY;
  return {
    "--h": hue,
    "--c": Math.min(chroma, 0.17),
    ...(hue >= 75 && hue <= 125 ? { "--lh": 66 } : {}),
  };
}

/** The same as the text of a style attribute. */
export function tintStyle(tint: Tint | null | undefined): string {
  return Object.entries(tintProperties(tint))
    .map(([name, value]) => `${name}:${value}`)
    .join(";");
}
