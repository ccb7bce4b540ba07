// Native dialogs: opening, closing, "are you sure", and a verb that wants a reason.
import { element, word } from "./page";

const approved = new WeakSet<HTMLFormElement>();
const panel = (): HTMLDialogElement | null => document.querySelector("#confirm");

interface Question {
  sentence: string;
  reason: string; // the label of the reason asked for; "" when none is
  verb: string;
}

// Resolves to the reason ("" when none was asked for), or null when the person turned back.
export function ask({ sentence, reason, verb }: Question): Promise<string | null> {
  const dialog = panel();
  if (!dialog) return Promise.resolve(window.confirm(sentence) ? "" : null);
  const field = dialog.querySelector<HTMLTextAreaElement>("[data-confirm-reason]")!;
  const box = dialog.querySelector<HTMLElement>("[data-confirm-reason-box]")!;
  dialog.querySelector("[data-confirm-sentence]")!.textContent = sentence;
  dialog.querySelector("[data-confirm-reason-label]")!.textContent = reason;
  dialog.querySelector("[data-confirm-yes]")!.textContent = verb;
  box.hidden = !reason;
  field.required = Boolean(reason);
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? field.value.trim() : null), { once: true });
  });
}

function writeReason(form: HTMLFormElement, name: string, reason: string): void {
  let field = form.elements.namedItem(name) as HTMLInputElement | null;
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = reason;
}

// Before every other listener, so that nothing is sent until the answer is yes.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const button = event.submitter as HTMLButtonElement | null;
  const asked = (name: "confirm" | "why" | "whyName"): string => button?.dataset[name] ?? form.dataset[name] ?? "";
  const sentence = asked("confirm");
  const reason = asked("why");
  if (approved.delete(form) || (!sentence && !reason)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  void ask({ sentence: sentence || reason, reason, verb: button?.textContent?.trim() || word("sure") }).then((answer) => {
    if (answer === null) return;
    if (reason) writeReason(form, asked("whyName") || "why", answer);
    approved.add(form);
    form.requestSubmit(button);
  });
}, true);

document.addEventListener("htmx:confirm", (event) => {
  const { question, issueRequest } = (event as CustomEvent<{ question: string | null; issueRequest: (skip: boolean) => void }>).detail;
  if (!question) return;
  event.preventDefault();
  void ask({ sentence: question, reason: "", verb: word("sure") }).then((answer) => answer !== null && issueRequest(true));
});

document.addEventListener("click", (event) => {
  if (element(event.target, "[data-close-dialog]")) element<HTMLDialogElement>(event.target, "dialog")?.close();
  const opener = element<HTMLElement>(event.target, "[data-open-dialog]");
  if (opener) document.querySelector<HTMLDialogElement>(opener.dataset.openDialog ?? "#none")?.showModal();
  if (element(event.target, "[data-print]")) window.print();
  if (element(event.target, "[data-go-back]")) {
    event.preventDefault();
    history.back();
  }
  // A click on the veil beside a dialog closes it.
  if (event.target instanceof HTMLDialogElement && event.target.matches(":modal")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && (event.clientX || event.clientY)) event.target.close();
  }
});
