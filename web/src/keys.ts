// j/k: next and previous row; o or Enter: open; /: search; ?: help.
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-row]")];

function step(by: number): void {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((each) => each.classList.contains("is-current"));
  all[here]?.classList.remove("is-current");
  const next = all[Math.min(Math.max(here + by, 0), all.length - 1)]!;
  next.classList.add("is-current");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector<HTMLElement>("a")?.focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector<HTMLInputElement>("#global-search")?.focus();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "o") document.querySelector<HTMLAnchorElement>("[data-row].is-current a")?.click();
  else if (event.key === "?") document.querySelector<HTMLDialogElement>("#keyboard-help")?.showModal();
});
