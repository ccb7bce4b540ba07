// Lists: select all, bulk bar, hover pulse on the map, peek drawer.
function updateBulk(list: HTMLElement): void {
  const chosen = list.querySelectorAll<HTMLInputElement>("[data-select]:checked").length;
  const bar = document.querySelector<HTMLElement>("[data-bulk]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  const count = bar.querySelector("[data-bulk-count]");
  if (count) count.textContent = String(chosen);
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  const list = box.closest<HTMLElement>("[data-list]") ?? document.body;
  if (box.matches("[data-select-all]")) {
    for (const each of list.querySelectorAll<HTMLInputElement>("[data-select]")) each.checked = box.checked;
  }
  if (box.matches("[data-select-all], [data-select]")) updateBulk(list);
  if (box.matches("[data-auto-submit]")) box.form?.requestSubmit();
});

document.addEventListener("change", (event) => {
  const select = event.target;
  if (select instanceof HTMLSelectElement && select.matches("[data-auto-submit]")) select.form?.requestSubmit();
});

for (const [name, on] of [["mouseover", true], ["mouseout", false]] as const) {
  document.addEventListener(name, (event) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-point]");
    if (row) document.dispatchEvent(new CustomEvent("map:pulse", { detail: on ? row.dataset.point : null }));
  });
}

const drawer = (): HTMLDialogElement | null => document.querySelector("#drawer");
document.addEventListener("htmx:afterSwap", (event) => {
  const target = (event as CustomEvent).detail.target as HTMLElement;
  if (target.id === "drawer-body") {
    const panel = drawer();
    if (panel && !panel.open) panel.show();
    target.querySelector<HTMLElement>("a, button")?.focus();
  }
});
document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  if (target.closest("[data-close-dialog]")) target.closest("dialog")?.close();
  const opener = target.closest<HTMLElement>("[data-open-dialog]");
  if (opener) document.querySelector<HTMLDialogElement>(opener.dataset.openDialog ?? "")?.showModal();
  if (target.closest("[data-print]")) window.print();
  if (target.closest("[data-go-back]")) {
    event.preventDefault();
    history.back();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") drawer()?.close();
});
