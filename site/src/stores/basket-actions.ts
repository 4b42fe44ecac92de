import type { Tint } from "../tint.ts";
import { add, cartMessage, setQuantity } from "./cart.ts";
import { say } from "./toasts.ts";

export interface Addable {
  readonly sku: string;
  readonly name: string;
  readonly picture?: string | undefined;
  readonly tint?: Tint | null | undefined;
}

/** Puts pieces into the basket and says so, with Undo; says why where it cannot. Never rejects. */
export async function addAndSay(item: Addable, quantity: number): Promise<boolean> {
  try {
    const before = await add(item.sku, quantity);
    say({
      text: `${item.name} is in your basket.`,
      ...(item.picture ? { picture: { url: item.picture, tint: item.tint ?? null } } : {}),
      action: { label: "Undo", run: () => void setAndSay(item.sku, before, item.name) },
    });
    return true;
  } catch (error) {
    say({ text: cartMessage(error, item.name) });
    return false;
  }
}

/** Sets a quantity and says why where the API refuses. Never rejects. */
export async function setAndSay(sku: string, quantity: number, name: string): Promise<void> {
  try {
    await setQuantity(sku, quantity);
  } catch (error) {
    say({ text: cartMessage(error, name) });
  }
}

/** Takes a line out, with Undo. */
export async function removeAndSay(sku: string, quantity: number, name: string): Promise<void> {
  try {
    await setQuantity(sku, 0);
    say({
      text: `${name} went back on the shelf.`,
      action: { label: "Undo", run: () => void setAndSay(sku, quantity, name) },
    });
  } catch (error) {
    say({ text: cartMessage(error, name) });
  }
}
