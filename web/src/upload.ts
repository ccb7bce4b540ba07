// Upload: a drop zone, names and sizes before sending, progress while sending, the answer in place.
import { fresh, onContent, say, sentenceOf, word } from "./page";

const CARRIED = "carried-announcements";

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : bytes < 1_048_576 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function showNames(zone: HTMLElement, input: HTMLInputElement): void {
  const shown = zone.querySelector("[data-drop-name]");
  if (shown) shown.textContent = [...(input.files ?? [])].map((each) => `${each.name}（${size(each.size)}）`).join("，");
}

function dropZone(zone: HTMLElement): void {
  const input = zone.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input || !fresh(zone, "drop")) return;
  input.addEventListener("change", () => showNames(zone, input));
  for (const name of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", name === "dragover");
      const files = (event as DragEvent).dataTransfer?.files;
      if (name !== "drop" || !files?.length) return;
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

// Before sending: a file over the limit is refused here, with the same limit that the server holds.
function tooLarge(form: HTMLFormElement): string {
  const limit = Number(form.dataset.limit ?? 0);
  if (!limit) return "";
  const files = [...form.querySelectorAll<HTMLInputElement>('input[type="file"]')].flatMap((each) => [...(each.files ?? [])]);
  const heavy = files.find((each) => each.size > limit);
  return heavy ? `${heavy.name}（${size(heavy.size)}）${word("tooLarge")} ${size(limit)}` : "";
}

function follow(form: HTMLFormElement, request: XMLHttpRequest): void {
  const html = request.responseText;
  if (request.status >= 400) return say(sentenceOf(html, `${word("failed")}（${request.status}）`));
  const page = new DOMParser().parseFromString(html, "text/html");
  const moved = new URL(request.responseURL).href !== new URL(form.action).href;
  if (moved) {
    // The redirect's page already consumed the messages; they travel with the person.
    const said = [...page.querySelectorAll("#announcements .alert")].map((each) => [each.className, each.textContent?.trim() ?? ""]);
    sessionStorage.setItem(CARRIED, JSON.stringify(said));
    form.dispatchEvent(new CustomEvent("upload:done", { bubbles: true }));
    location.href = request.responseURL;
    return;
  }
  const fresher = form.id ? page.getElementById(form.id) : page.querySelector("form[data-upload]");
  if (!fresher) return say(word("failed"));
  form.replaceWith(fresher);
  fresher.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: fresher } }));
  fresher.querySelector<HTMLElement>('[aria-invalid="true"], [data-form-errors]')?.focus();
}

function send(form: HTMLFormElement, button: HTMLElement | null): void {
  const bar = form.querySelector<HTMLProgressElement>("progress[data-upload-progress]");
  const words = form.querySelector<HTMLElement>("[data-upload-words]");
  const buttons = [...form.querySelectorAll<HTMLButtonElement>("button:not([data-upload-cancel])")];
  const cancel = form.querySelector<HTMLButtonElement>("[data-upload-cancel]");
  const request = new XMLHttpRequest();
  const busy = (on: boolean): void => {
    for (const each of buttons) each.disabled = on;
    if (bar) bar.hidden = !on;
    if (cancel) cancel.hidden = !on;
    if (words && !on) words.textContent = "";
    form.setAttribute("aria-busy", String(on));
  };
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    const percent = event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
    if (bar) bar.value = percent;
    if (words) words.textContent = percent < 100 ? `${word("sending")} ${percent}%` : word("working");
  });
  request.addEventListener("load", () => {
    busy(false);
    follow(form, request);
  });
  request.addEventListener("error", () => {
    busy(false);
    say(word("offline"));
  });
  request.addEventListener("abort", () => busy(false));
  cancel?.addEventListener("click", () => request.abort(), { once: true });
  const data = new FormData(form);
  if (button instanceof HTMLButtonElement && button.name) data.append(button.name, button.value);
  busy(true);
  request.send(data);
}

onContent((root) => {
  for (const zone of root.querySelectorAll<HTMLElement>("[data-drop]")) dropZone(zone);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
    if (!fresh(form, "upload")) continue;
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      const heavy = tooLarge(form);
      if (heavy) say(heavy);
      else send(form, event.submitter);
    });
  }
});

for (const [look, sentence] of JSON.parse(sessionStorage.getItem(CARRIED) ?? "[]") as Array<[string, string]>) {
  say(sentence, look.includes("danger") ? "danger" : look.includes("warning") ? "warning" : "success");
}
sessionStorage.removeItem(CARRIED);
