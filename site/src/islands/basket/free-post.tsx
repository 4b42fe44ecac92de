import { useStored } from "../ui/use-store.ts";
import { price } from "../../format.ts";
import { $freePost } from "../../stores/cart.ts";

/** How far it is to free delivery. */
export function FreePost() {
  const free = useStored($freePost, null);
  if (!free) return null;
  return (
    <div>
      <p className="sm quiet num mt-1.5" aria-live="polite">
        {free.missing > 0 ? `${price(free.missing)} more and delivery is free` : "Delivery is free"}
      </p>
      <div className="meter">
        <i style={{ width: `${Math.round(free.share * 100)}%` }} />
      </div>
    </div>
  );
}
