import type { CSSProperties } from "react";
import { heightOf } from "../../offer.ts";
import type { Order } from "../../stores/order.ts";
import { tintProperties } from "../../tint.ts";
import { Figure } from "../ui/figure.tsx";

/** A figurine's own colours, and its height beside the tallest one. */
function standingStyle(item: Order["items"][number], tallest: number): CSSProperties {
  const size: Record<`--${string}`, number> = { "--size": (heightOf(item) ?? 9) / tallest };
  return { ...tintProperties(item.tint), ...size };
}

/** The bought figurines on one floor, each in its height; more than six would be a crowd. */
export function OneFloor({ order }: { order: Order }) {
  const standing = order.items.filter((item) => item.image !== null).slice(0, 6);
  const tallest = Math.max(...standing.map((item) => heightOf(item) ?? 9), 1);
  return (
    <div
      className="onefloor tinted"
      style={tintProperties(standing[0]?.tint)}
      role="img"
      aria-label={`On one floor: ${standing.map((item) => item.name).join(", ")}`}
    >
      <span className="floor" />
      {standing.map((item) => (
        <Figure key={item.sku} url={item.image ?? ""} style={standingStyle(item, tallest)} />
      ))}
    </div>
  );
}
