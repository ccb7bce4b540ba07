// A form with data-draft="key" keeps what is typed at each keystroke, until it is sent.
function fieldsOf(form: HTMLFormElement): Array<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement> {
  return [...form.elements].filter(
    (each): each is HTMLInputElement =>
      (each instanceof HTMLInputElement && !["password", "file", "hidden", "submit"].includes(each.type)) ||
      each instanceof HTMLTextAreaElement || each instanceof HTMLSelectElement,
  );
}

function keyOf(form: HTMLFormElement): string {
  return `draft:${document.body.dataset.person}:${form.dataset.draft}`;
}

function keep(form: HTMLFormElement): void {
  const values = Object.fromEntries(
    fieldsOf(form).filter((each) => each.name).map((each) => [each.name, each instanceof HTMLInputElement && each.type === "checkbox" ? String(each.checked) : each.value]),
  );
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(values));
  } catch {
    // A full or forbidden store must not stop anybody from typing.
  }
}

function restore(form: HTMLFormElement): void {
  const kept = localStorage.getItem(keyOf(form));
  if (!kept) return;
  const values = JSON.parse(kept) as Record<string, string>;
  let restored = false;
  for (const each of fieldsOf(form)) {
    const value = values[each.name];
    if (value === undefined) continue;
    if (each instanceof HTMLInputElement && each.type === "checkbox") each.checked = value === "true";
    else if (each.value !== value && !each.value) {
      each.value = value;
      restored = true;
    }
  }
  const notice = form.querySelector<HTMLElement>("[data-draft-notice]");
  if (restored && notice) notice.hidden = false;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => localStorage.removeItem(keyOf(form)));
}
