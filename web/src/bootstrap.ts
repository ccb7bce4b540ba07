// Tabler brings Bootstrap's drop-downs and off-canvas; htmx brings the fragments.
import "@tabler/core/dist/js/tabler.esm.js";
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
// A refusal (4xx) carries a sentence for the person: it is shown, not swallowed.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: false, error: true },
];

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  const detail = (event as CustomEvent).detail;
  if (token) detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:responseError", (event) => {
  const response = (event as CustomEvent).detail.xhr as XMLHttpRequest;
  const page = new DOMParser().parseFromString(response.responseText, "text/html");
  say(page.querySelector("[data-sentence]")?.textContent?.trim() || `${response.status} ${response.statusText}`);
});

// What only looks for news (the bell) is no content that was not sent.
document.addEventListener("htmx:sendError", (event) => {
  const verb = ((event as CustomEvent).detail?.requestConfig?.verb ?? "") as string;
  if (verb !== "get") say(document.body.dataset.offline ?? "offline");
});

export function say(sentence: string, kind: "danger" | "success" = "danger"): void {
  const box = document.getElementById("announcements");
  if (!box) return;
  const alert = document.createElement("div");
  alert.className = `alert alert-${kind} alert-dismissible`;
  alert.setAttribute("role", kind === "danger" ? "alert" : "status");
  alert.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.setAttribute("aria-label", document.body.dataset.close ?? "close");
  close.addEventListener("click", () => alert.remove());
  alert.append(close);
  box.append(alert);
}
