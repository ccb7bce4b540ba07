// A form with data-draft="key" keeps what is typed at each keystroke, until the server has it.
import { fresh, onContent } from "./page";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const UNKEPT = ["password", "file", "hidden", "submit", "button", "reset"];
const SENT = "draft-sent";

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (each): each is Field =>
      (each instanceof HTMLInputElement && !UNKEPT.includes(each.type)) ||
      each instanceof HTMLTextAreaElement || each instanceof HTMLSelectElement,
  ).filter((each) => each.name);
}

const keyOf = (form: HTMLFormElement): string => `draft:${document.body.dataset.person}:${form.dataset.draft}`;
const chosen = (each: Field): each is HTMLInputElement => each instanceof HTMLInputElement && ["checkbox", "radio"].includes(each.type);
const slot = (each: Field, n: number): string => (chosen(each) ? `${each.name}=${each.value}` : `${each.name}#${n}`);

function snapshot(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(fieldsOf(form).map((each, n) => [slot(each, n), chosen(each) ? String(each.checked) : each.value]));
}

function keep(form: HTMLFormElement): void {
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(snapshot(form)));
  } catch {
    // A full or forbidden store must not stop anybody from typing.
  }
}

function kept(form: HTMLFormElement): Record<string, string> | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(form)) ?? "null") as Record<string, string> | null;
  } catch {
    return null;
  }
}

// Puts the kept values back; true when the form now differs from what the server sent.
function restore(form: HTMLFormElement, values: Record<string, string>): boolean {
  let changed = false;
  fieldsOf(form).forEach((each, n) => {
    const value = values[slot(each, n)];
    if (value === undefined) return;
    if (chosen(each)) {
      changed ||= each.checked !== (value === "true");
      each.checked = value === "true";
    } else if (each.value !== value) {
      each.value = value;
      changed = true;
    }
  });
  return changed;
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept, then.
  }
}

function showNotice(form: HTMLFormElement): void {
  const notice = form.querySelector<HTMLElement>("[data-draft-notice]");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("[data-draft-discard]")?.addEventListener("click", () => {
    forget(keyOf(form));
    form.reset();
    notice.hidden = true;
  });
}

// A page that answers a submission shows that the server had it, unless the same form came back with errors.
// A page reached by reload or by going back is no answer.
function settle(): void {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  sessionStorage.removeItem(SENT);
  const way = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.type;
  const again = [...document.querySelectorAll<HTMLFormElement>("form[data-draft]")].find((each) => keyOf(each) === key);
  const refused = again?.querySelector('[aria-invalid="true"], .is-invalid, [data-form-errors]') || document.querySelector("[data-sentence]");
  if (way === "navigate" && !refused) forget(key);
}

settle();
onContent((root) => {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    if (!fresh(form, "draft")) continue;
    const values = kept(form);
    if (values && restore(form, values)) showNotice(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) sessionStorage.setItem(SENT, keyOf(form));
    });
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: HTMLElement; successful: boolean }>).detail;
  if (successful && elt instanceof HTMLFormElement && elt.dataset.draft) forget(keyOf(elt));
});
document.addEventListener("upload:done", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.dataset.draft) forget(keyOf(form));
});
