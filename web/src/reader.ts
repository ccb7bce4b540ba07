// Document beside parse: choose an item and its sentence lights up, by character offsets; and the way back.
import { element } from "./page";

const LIT = "lit";

interface Item {
  element: HTMLElement;
  start: number;
  end: number;
}

// The server counts characters as Unicode code points, the browser as UTF-16 units.
export function toUnits(text: string): (codePoint: number) => number {
  const astral: number[] = [];
  let points = 0;
  for (const character of text) {
    if (character.length === 2) astral.push(points);
    points += 1;
  }
  return (codePoint) => {
    let before = 0;
    while (before < astral.length && astral[before]! < codePoint) before += 1;
    return codePoint + before;
  };
}

// Without the highlight API the sentence is wrapped for as long as it is lit.
function mark(pane: HTMLElement, text: string, start: number, end: number): HTMLElement {
  const lit = document.createElement("mark");
  lit.textContent = text.slice(start, end);
  pane.replaceChildren(text.slice(0, start), lit, text.slice(end));
  return lit;
}

class Reader {
  private readonly text: string;
  private readonly units: (codePoint: number) => number;

  constructor(private readonly pane: HTMLElement) {
    this.text = pane.textContent ?? "";
    pane.textContent = this.text;
    this.units = toUnits(this.text);
  }

  light(item: HTMLElement): void {
    const start = Math.min(this.units(Number(item.dataset.spanStart)), this.text.length);
    const end = Math.min(this.units(Number(item.dataset.spanEnd)), this.text.length);
    for (const each of document.querySelectorAll("[data-span-start].is-lit")) {
      each.classList.remove("is-lit");
      each.removeAttribute("aria-current");
    }
    item.classList.add("is-lit");
    item.setAttribute("aria-current", "true");
    this.pane.dataset.lit = this.text.slice(start, end).slice(0, 80);
    this.show(start, end);
  }

  private show(start: number, end: number): void {
    let box: DOMRect;
    if ("highlights" in CSS && this.pane.firstChild instanceof Text) {
      const range = new Range();
      range.setStart(this.pane.firstChild, start);
      range.setEnd(this.pane.firstChild, end);
      CSS.highlights.set(LIT, new Highlight(range));
      box = range.getBoundingClientRect();
    } else {
      box = mark(this.pane, this.text, start, end).getBoundingClientRect();
    }
    const frame = this.pane.getBoundingClientRect();
    if (box.top >= frame.top && box.bottom <= frame.bottom) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.pane.scrollTo({ top: this.pane.scrollTop + box.top - frame.top - frame.height / 4, behavior: calm ? "auto" : "smooth" });
  }

  // The innermost item whose span holds the place that was clicked.
  itemAt(x: number, y: number): HTMLElement | null {
    const place = document.caretPositionFromPoint?.(x, y);
    if (!place || place.offsetNode !== this.pane.firstChild) return null;
    const found: Item[] = [];
    for (const each of document.querySelectorAll<HTMLElement>("[data-span-start]")) {
      const [start, end] = [this.units(Number(each.dataset.spanStart)), this.units(Number(each.dataset.spanEnd))];
      if (start <= place.offset && place.offset < end) found.push({ element: each, start, end });
    }
    found.sort((a, b) => a.end - a.start - (b.end - b.start));
    return found[0]?.element ?? null;
  }
}

const pane = document.querySelector<HTMLElement>("[data-document]");
if (pane) {
  const reader = new Reader(pane);
  document.addEventListener("click", (event) => {
    const item = element<HTMLElement>(event.target, "[data-span-start]");
    if (item) return reader.light(item);
    if (element(event.target, "[data-document]") && !window.getSelection()?.toString()) {
      const found = reader.itemAt(event.clientX, event.clientY);
      if (!found) return;
      found.scrollIntoView({ block: "nearest" });
      reader.light(found);
    }
  });
  document.addEventListener("focusin", (event) => {
    const item = element<HTMLElement>(event.target, "[data-span-start]");
    if (item) reader.light(item);
  });
  document.addEventListener("keydown", (event) => {
    const item = element<HTMLElement>(event.target, "[data-span-start]");
    if (!item || item !== event.target || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const all = [...document.querySelectorAll<HTMLElement>("[data-span-start][tabindex]")];
    const next = all[all.indexOf(item) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    next?.focus();
  });
}
