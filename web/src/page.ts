// What every module needs: run on the page and on each fragment that htmx swaps in; the page's own words.
export function onContent(act: (root: ParentNode) => void): void {
  act(document);
  document.addEventListener("htmx:load", (event) => {
    const root = (event as CustomEvent<{ elt: HTMLElement }>).detail.elt;
    if (root !== document.body) act(root.parentElement ?? root);
  });
}

// Marks an element once, so that a second look at the same content adds no second listener.
export function fresh(element: HTMLElement, mark: string): boolean {
  const key = `_${mark}` as keyof HTMLElement;
  if (key in element) return false;
  Object.defineProperty(element, key, { value: true });
  return true;
}

// Sentences stand in the page (translated by the server) as data-word-* of <body>.
export function word(name: string): string {
  return document.body.dataset[`word${name[0]!.toUpperCase()}${name.slice(1)}`] ?? name;
}

export function say(sentence: string, kind: "danger" | "success" | "warning" = "danger"): void {
  const box = document.getElementById("announcements");
  if (!box) return;
  const alert = document.createElement("div");
  alert.className = `alert alert-${kind} alert-dismissible`;
  alert.setAttribute("role", kind === "danger" ? "alert" : "status");
  const text = document.createElement("div");
  text.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.setAttribute("aria-label", word("close"));
  close.addEventListener("click", () => alert.remove());
  alert.append(text, close);
  box.append(alert);
  alert.scrollIntoView({ block: "nearest" });
}

// The sentence of a refusal page, whichever way it came back.
export function sentenceOf(html: string, otherwise: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[data-sentence]")?.textContent?.trim() || otherwise;
}

export function element<T extends Element>(target: EventTarget | null, selector: string): T | null {
  return target instanceof Element ? target.closest<T>(selector) : null;
}
