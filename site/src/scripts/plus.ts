import { addAndSay } from "../stores/basket-actions.ts";

/** The plus on each tile, by one listener: two dozen islands would be too many for a listing. */
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-add]") : null;
  if (!(button instanceof HTMLButtonElement) || button.ariaBusy === "true") return;
  const { add, name, picture, hue, chroma } = button.dataset;
  if (!add || !name) return;
  button.ariaBusy = "true";
  const tint = hue === undefined ? null : { hue: Number(hue), chroma: Number(chroma ?? 0) };
  void addAndSay({ sku: add, name, picture, tint }, 1).finally(() => {
    button.ariaBusy = "false";
  });
});
