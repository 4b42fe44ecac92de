/** Noon, Dusk, or as the system says. The choice is read back in the head, before the first paint. */
const choice = document.querySelector<HTMLFieldSetElement>("[data-scheme-choice]");

function show(scheme: string): void {
  if (scheme) document.documentElement.dataset["scheme"] = scheme;
  else delete document.documentElement.dataset["scheme"];
}

if (choice) {
  const chosen = document.documentElement.dataset["scheme"] ?? "";
  for (const input of choice.querySelectorAll("input")) input.checked = input.value === chosen;
  choice.hidden = false;
  choice.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    show(event.target.value);
    try {
      if (event.target.value) localStorage.setItem("scheme", event.target.value);
      else localStorage.removeItem("scheme");
    } catch {
      // Forbidden storage: the choice holds for this page.
    }
  });
}
