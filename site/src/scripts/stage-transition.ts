/**
 * The tile that was clicked becomes the product's stage. The name goes on at the click: two tiles
 * of one page must not share it.
 */
document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest(".tile a") : null;
  const stage = link?.querySelector<HTMLElement>(".stage");
  const other = document.querySelector<HTMLElement>(".prod .hold > .stage");
  if (!stage) return;
  other?.style.setProperty("view-transition-name", "none");
  stage.style.setProperty("view-transition-name", "stage");
});

/** Back from the product, the page may come from the cache with the name still on. */
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const stage of document.querySelectorAll<HTMLElement>(".stage")) {
    stage.style.removeProperty("view-transition-name");
  }
});
