import type { CSSProperties } from "react";
import { type Tint, tintProperties } from "../../tint.ts";

/** The figurine alone: its picture, and by day its own shade. */
export function Figure({ url, style }: { url: string; style?: CSSProperties }) {
  return (
    <div className="fig" style={style}>
      <img className="shade" src={url} alt="" width="240" height="240" />
      <img src={url} alt="" width="240" height="240" />
    </div>
  );
}

/** A figurine on its small tinted tile, beside its name: the picture says nothing more. */
export function Thumb({ url, tint }: { url: string | null; tint: Tint | null }) {
  return (
    <div className="stage tinted" style={tintProperties(tint)}>
      <span className="floor" />
      {url && <Figure url={url} />}
    </div>
  );
}
