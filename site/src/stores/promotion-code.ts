import { atom } from "nanostores";
import { ApiError, call } from "../api/client.ts";
import { refreshCart } from "./cart.ts";

/** Why a code was not taken, in the shop's words; null once one was. */
export const $codeProblem = atom<string | null>(null);
export const $codeBusy = atom(false);

/** What no code can look like is, to whoever typed it, a code that there is not. */
function words(error: unknown): string {
  if (!(error instanceof ApiError)) return "That is our fault. Try again.";
  return error.code === "VALIDATION_ERROR" ? "There is no such code." : error.message;
}

async function change(send: () => Promise<unknown>): Promise<boolean> {
  if ($codeBusy.get()) return false;
  $codeBusy.set(true);
  $codeProblem.set(null);
  try {
    await send();
    // Priced for where it goes, which the answer to a code does not know.
    await refreshCart();
    return true;
  } catch (error) {
    $codeProblem.set(words(error));
    return false;
  } finally {
    $codeBusy.set(false);
  }
}

/** Puts a code into the basket. Never rejects; false where it was not taken. */
export async function applyCode(typed: string): Promise<boolean> {
  const code = typed.trim();
  if (code === "") {
    $codeProblem.set("Type the code first.");
    return false;
  }
  return await change(() => call("PUT /cart/promotion", { body: { code } }));
}

/** Takes a code out of the basket. */
export async function removeCode(code: string): Promise<boolean> {
  return await change(() => call("DELETE /cart/promotion/:code", { params: { code } }));
}
