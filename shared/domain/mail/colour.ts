import type { Tint } from "#domain/product";

function encode(linear: number): number {
  const channel = linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, channel)) * 255);
}

/**
 * An OKLCH colour as `#rrggbb`, which mail programs understand; outside sRGB each channel is
 * clipped. Björn Ottosson's matrices (https://bottosson.github.io/posts/oklab/), as CSS Color 4.
 * @param lightness 0–1
 * @param chroma from 0
 * @param hue in degrees
 */
export function oklchToHex(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map((one) => encode(one).toString(16).padStart(2, "0")).join("")}`;
}

/** The Noon scene of design/tokens.css. A mail has one scene: clients disagree about the other. */
export const COLOURS = {
  outside: oklchToHex(0.958, 0.007, 95),
  ground: oklchToHex(0.985, 0.005, 95),
  line: oklchToHex(0.9, 0.008, 95),
  ink: oklchToHex(0.22, 0.03, 268),
  quiet: oklchToHex(0.52, 0.02, 268),
  sun: oklchToHex(0.86, 0.165, 88),
  canopy: oklchToHex(0.64, 0.205, 29),
  cloth: oklchToHex(0.985, 0.01, 90),
} as const;

/** The ground behind a figurine, as `.tinted` computes `--tile` by day. */
export function tileColour(tint: Tint | null): string {
  return oklchToHex(0.93, (tint?.chroma ?? 0.1) * 0.36, tint?.hue ?? 90);
}
