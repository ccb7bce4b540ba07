// Tabler brings Bootstrap's drop-downs; htmx brings the fragments.
import "@tabler/core/dist/js/tabler.esm.js";
import htmx from "htmx.org";
import { say, sentenceOf, word } from "./page";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
// A refusal (4xx) carries a sentence for the person: it is shown, not swallowed.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: false, error: true },
];

document.addEventListener("htmx:configRequest", (event) => {
  const detail = (event as CustomEvent).detail;
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) detail.headers["X-CSRFToken"] = token;
  // An address that is shared says only what was chosen.
  if (detail.verb === "get" && (detail.elt as Element).matches("form")) {
    for (const [name, value] of [...(detail.formData as FormData).entries()]) {
      if (value === "") detail.formData.delete(name);
    }
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const response = (event as CustomEvent).detail.xhr as XMLHttpRequest;
  say(sentenceOf(response.responseText, `${word("failed")}（${response.status}）`));
});

document.addEventListener("htmx:sendError", (event) => {
  // The bell asks every minute; a cable that is out is said once, by what the person does.
  const source = (event as CustomEvent).detail.elt as Element;
  if (!source.matches("[data-quiet]")) say(word("offline"));
});

export { htmx };
