// Lists: select all and the bulk bar, filters that apply at once, rows that open the peek drawer.
import { htmx } from "./bootstrap";
import { element } from "./page";

// ---- selection
function updateBulk(list: HTMLElement): void {
  const boxes = [...list.querySelectorAll<HTMLInputElement>("[data-select]")];
  const chosen = boxes.filter((each) => each.checked).length;
  const all = list.querySelector<HTMLInputElement>("[data-select-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const bar = list.querySelector<HTMLElement>("[data-bulk]") ?? document.querySelector<HTMLElement>("[data-bulk]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  const count = bar.querySelector("[data-bulk-count]");
  if (count) count.textContent = String(chosen);
}

const listOf = (target: EventTarget | null): HTMLElement => element<HTMLElement>(target, "[data-list]") ?? document.body;

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.matches("[data-select-all], [data-select]")) return;
  const list = listOf(box);
  if (box.matches("[data-select-all]")) {
    for (const each of list.querySelectorAll<HTMLInputElement>("[data-select]")) each.checked = box.checked;
  }
  updateBulk(list);
});
// Coming back with the browser's arrow restores ticks without telling anybody.
window.addEventListener("pageshow", () => {
  for (const list of document.querySelectorAll<HTMLElement>("[data-list]")) updateBulk(list);
});
document.addEventListener("htmx:load", (event) => {
  const list = (event.target as HTMLElement).closest?.<HTMLElement>("[data-list]") ?? (event.target as HTMLElement).querySelector?.<HTMLElement>("[data-list]");
  if (list) updateBulk(list);
});
document.addEventListener("click", (event) => {
  if (!element(event.target, "[data-bulk-none]")) return;
  const list = listOf(event.target);
  for (const each of list.querySelectorAll<HTMLInputElement>("[data-select]")) each.checked = false;
  updateBulk(list);
});

// ---- filters
let typing = 0;
document.addEventListener("change", (event) => {
  const field = event.target as HTMLInputElement;
  if (field.form && field.matches("[data-auto-submit], form[data-filters] :is(select, input)")) {
    clearTimeout(typing);
    field.form.requestSubmit();
  }
});
document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  if (!field.matches('form[data-filters] input:is([type="search"], [type="text"])') || (event as InputEvent).isComposing) return;
  clearTimeout(typing);
  typing = window.setTimeout(() => field.form?.requestSubmit(), 450);
});

// ---- rows and the drawer
const drawer = (): HTMLDialogElement | null => document.querySelector("#drawer");
let opener: HTMLElement | null = null;

export function peek(address: string, from: HTMLElement | null = null): void {
  opener = from;
  void htmx.ajax("get", address, { target: "#drawer-body", swap: "innerHTML" });
}

function markRow(row: HTMLElement): void {
  for (const each of document.querySelectorAll(".is-current")) each.classList.remove("is-current");
  row.classList.add("is-current");
}

document.addEventListener("click", (event) => {
  if (element(event.target, "a, button, input, label, select, textarea, summary")) return;
  const row = element<HTMLElement>(event.target, "[data-row]");
  if (!row || window.getSelection()?.toString()) return;
  const already = row.classList.contains("is-current") && drawer()?.open;
  markRow(row);
  // The first click peeks, the second opens the whole page.
  if (row.dataset.peek && !already) peek(row.dataset.peek, row);
  else if (row.dataset.href) location.href = row.dataset.href;
});

document.addEventListener("map:open", (event) => peek((event as CustomEvent<string>).detail));

document.addEventListener("htmx:afterSwap", (event) => {
  const target = (event as CustomEvent).detail.target as HTMLElement;
  if (target.id !== "drawer-body") return;
  const panel = drawer();
  opener ??= document.activeElement instanceof HTMLElement ? document.activeElement : null;
  if (panel && !panel.open) panel.show();
  panel?.scrollTo({ top: 0 });
  panel?.focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drawer()?.open && !document.querySelector("dialog:modal")) drawer()?.close();
});
document.querySelector("#drawer")?.addEventListener("close", () => {
  (opener?.querySelector<HTMLElement>("a") ?? opener)?.focus({ preventScroll: true });
  opener = null;
});

// ---- list and map are one selection
for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]] as const) {
  document.addEventListener(name, (event) => {
    const row = element<HTMLElement>(event.target, "[data-point]");
    if (row) document.dispatchEvent(new CustomEvent("map:pulse", { detail: on ? row.dataset.point : null }));
  });
}
document.addEventListener("map:hover", (event) => {
  const id = (event as CustomEvent<string | null>).detail;
  for (const each of document.querySelectorAll(".is-hot")) each.classList.remove("is-hot");
  if (id !== null) document.querySelector(`[data-row][data-object="${CSS.escape(id)}"]`)?.classList.add("is-hot");
});
