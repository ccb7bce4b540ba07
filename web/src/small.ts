// Theme, widths by percent, rows of a formset, upload names, confirmation.
document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
  const dark = document.documentElement.dataset.bsTheme !== "dark";
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  document.cookie = `theme=${dark ? "dark" : "light"}; path=/; max-age=31536000; samesite=lax`;
});

document.querySelector("[data-menu-toggle]")?.addEventListener("click", () => document.body.classList.toggle("menu-open"));

// On a phone the list comes first: filters and legend fold away until they are asked for.
if (window.matchMedia("(max-width: 800px)").matches) {
  for (const each of document.querySelectorAll<HTMLDetailsElement>("details[data-fold-on-phone]")) each.open = false;
}

export function setWidths(root: ParentNode = document): void {
  for (const each of root.querySelectorAll<HTMLElement>("[data-percent]")) each.style.width = `${each.dataset.percent}%`;
}
// A phone shows a row as a block without the table's head: each cell then says what it is.
function labelCells(root: ParentNode = document): void {
  for (const row of root.querySelectorAll<HTMLTableRowElement>("table:not(.table-dense) tr[data-row]")) {
    const heads = row.closest("table")?.tHead?.rows[0]?.cells;
    for (const cell of row.cells) cell.dataset.label = heads?.[cell.cellIndex]?.textContent?.trim() ?? "";
  }
}

for (const prepare of [setWidths, labelCells]) {
  prepare();
  document.addEventListener("htmx:load", (event) => prepare((event as CustomEvent).detail.elt));
}

document.addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-add-row]");
  if (!button) return;
  const set = document.querySelector<HTMLElement>(button.dataset.addRow ?? "");
  const blank = set?.querySelector<HTMLTemplateElement>("template");
  const total = set?.querySelector<HTMLInputElement>('input[name$="-TOTAL_FORMS"]');
  if (!set || !blank || !total) return;
  const row = document.createElement("div");
  row.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
  total.value = String(Number(total.value) + 1);
  blank.before(...row.children);
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const asked = form.dataset.confirm ?? (event as SubmitEvent).submitter?.dataset.confirm;
  if (asked && !window.confirm(asked)) {
    event.preventDefault();
    return;
  }
  for (const each of form.querySelectorAll<HTMLButtonElement>("button[data-once]")) setTimeout(() => (each.disabled = true));
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.type === "file") {
    const shown = input.closest("[data-drop]")?.querySelector("[data-drop-name]");
    if (shown) shown.textContent = [...(input.files ?? [])].map((each) => each.name).join("，");
  }
});
for (const zone of document.querySelectorAll<HTMLElement>("[data-drop]")) {
  const input = zone.querySelector<HTMLInputElement>('input[type="file"]');
  for (const name of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", name === "dragover");
      if (name === "drop" && input && (event as DragEvent).dataTransfer) {
        input.files = (event as DragEvent).dataTransfer!.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
}

// A long menu shows where one is.
document.querySelector('.side [aria-current="page"]')?.scrollIntoView({ block: "nearest" });
