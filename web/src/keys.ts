// j/k: next and previous row; o: open; x: select; /: search; ?: help.
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((each) => each.offsetParent !== null);

function step(by: number): void {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((each) => each.classList.contains("is-current"));
  all[here]?.classList.remove("is-current");
  const next = all[Math.min(Math.max(here + by, 0), all.length - 1)]!;
  next.classList.add("is-current");
  next.scrollIntoView({ block: "nearest" });
  (next.matches("[tabindex]") ? next : next.querySelector<HTMLElement>("a, button"))?.focus({ preventScroll: true });
}

const ACTS: Record<string, (event: KeyboardEvent) => void> = {
  "/": (event) => {
    event.preventDefault();
    document.querySelector<HTMLInputElement>("#global-search")?.focus();
  },
  j: () => step(1),
  k: () => step(-1),
  o: () => {
    const row = document.querySelector<HTMLElement>("[data-row].is-current");
    (row?.dataset.peek || row?.dataset.href ? row : row?.querySelector<HTMLElement>("a"))?.click();
  },
  x: () => document.querySelector<HTMLInputElement>("[data-row].is-current [data-select]")?.click(),
  "?": () => document.querySelector<HTMLDialogElement>("#keyboard-help")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable], dialog:modal");
  const box = event.target instanceof HTMLInputElement && ["checkbox", "radio"].includes(event.target.type);
  if ((typing && !box) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  ACTS[event.key]?.(event);
});
