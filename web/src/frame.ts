// The frame: theme, menu on a phone, widths by percent, rows of a formset, buttons pressed once.
import { element, onContent } from "./page";

document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
  const dark = document.documentElement.dataset.bsTheme !== "dark";
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  document.cookie = `theme=${dark ? "dark" : "light"}; path=/; max-age=31536000; samesite=lax`;
  document.dispatchEvent(new CustomEvent("theme:change"));
});

const toggle = document.querySelector<HTMLButtonElement>("[data-menu-toggle]");
function openMenu(open: boolean): void {
  document.body.classList.toggle("menu-open", open);
  toggle?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector<HTMLElement>("#menu a")?.focus();
}
toggle?.addEventListener("click", () => openMenu(!document.body.classList.contains("menu-open")));
document.querySelector("[data-menu-veil]")?.addEventListener("click", () => openMenu(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("menu-open")) {
    openMenu(false);
    toggle?.focus();
  }
});
document.querySelector('#menu [aria-current="page"]')?.scrollIntoView({ block: "nearest" });

onContent((root) => {
  for (const each of root.querySelectorAll<HTMLElement>("[data-percent]")) each.style.width = `${each.dataset.percent}%`;
});

document.addEventListener("click", (event) => {
  const button = element<HTMLElement>(event.target, "[data-add-row]");
  if (!button) return;
  const set = document.querySelector<HTMLElement>(button.dataset.addRow ?? "#none");
  const blank = set?.querySelector<HTMLTemplateElement>("template");
  const total = set?.querySelector<HTMLInputElement>('input[name$="-TOTAL_FORMS"]');
  if (!set || !blank || !total) return;
  const holder = document.createElement("template");
  holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
  total.value = String(Number(total.value) + 1);
  const first = holder.content.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea");
  blank.before(holder.content);
  first?.focus();
});

// A second press must not send twice; coming back to the page frees the buttons again.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const each of (event.target as HTMLFormElement).querySelectorAll<HTMLButtonElement>("button[data-once]")) setTimeout(() => (each.disabled = true));
});
window.addEventListener("pageshow", () => {
  for (const each of document.querySelectorAll<HTMLButtonElement>("button[data-once]")) each.disabled = false;
});
