import type { Tint } from "../../tint.ts";

/** What a tile starts from when it gets a colour: the hue of the sun. */
const FIRST: Tint = { hue: 88, chroma: 0.12 };

/** tokens.css: more chroma than this is cut off. */
const MOST_CHROMA = 0.17;

/** Hue and strength of the tile; its lightness is the design's affair. */
export function TintField({
  tint,
  onChange,
}: {
  tint: Tint | null;
  onChange: (tint: Tint | null) => void;
}) {
  if (tint === null) {
    return (
      <div>
        <button type="button" className="cb" onClick={() => onChange(FIRST)}>
          Colour the tile
        </button>
      </div>
    );
  }
  return (
    <div className="hue">
      <label className="lab" htmlFor="tint-hue">
        Tile hue
      </label>
      <input
        id="tint-hue"
        type="range"
        min={0}
        max={360}
        value={tint.hue}
        onChange={(event) => onChange({ ...tint, hue: Number(event.target.value) })}
      />
      <label className="lab" htmlFor="tint-chroma">
        Strength
      </label>
      <input
        id="tint-chroma"
        type="range"
        min={0}
        max={MOST_CHROMA}
        step={0.005}
        value={tint.chroma}
        onChange={(event) => onChange({ ...tint, chroma: Number(event.target.value) })}
      />
    </div>
  );
}
