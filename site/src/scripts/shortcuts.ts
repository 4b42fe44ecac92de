/** `/` goes to the search field; where the page shows none, to the search page. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target instanceof HTMLElement && target.closest("input,textarea,select,[contenteditable]")) {
    return;
  }
  const fields = [...document.querySelectorAll<HTMLInputElement>("[data-find]")];
  const field = fields.findLast((one) => one.checkVisibility());
  if (!document.querySelector("[data-find]")) return;
  event.preventDefault();
  if (field) {
    field.focus();
    field.select();
  } else location.assign("/search");
});

/** A select that orders the list sends its form at once; without script there is a button. */
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement && "autosend" in event.target.dataset) {
    event.target.form?.requestSubmit();
  }
});
