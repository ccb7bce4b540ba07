// Document beside parse: choose an item and its sentence lights up, by character offsets.
const LIT = "lit";

function rangeOf(text: Text, start: number, end: number): Range {
  const range = new Range();
  range.setStart(text, Math.max(0, Math.min(start, text.length)));
  range.setEnd(text, Math.max(0, Math.min(end, text.length)));
  return range;
}

// The server counts characters as Unicode code points, the browser as UTF-16 units.
function toUnits(text: string): (codePoint: number) => number {
  const astral: number[] = [];
  let points = 0;
  for (const character of text) {
    if (character.length === 2) astral.push(points);
    points += 1;
  }
  return (codePoint) => codePoint + astral.filter((each) => each < codePoint).length;
}

const pane = document.querySelector<HTMLElement>("[data-document]");
if (pane && pane.firstChild instanceof Text) {
  const text = pane.firstChild;
  const units = toUnits(text.data);
  const light = (item: HTMLElement): void => {
    const range = rangeOf(text, units(Number(item.dataset.spanStart)), units(Number(item.dataset.spanEnd)));
    for (const each of document.querySelectorAll(".is-lit")) each.classList.remove("is-lit");
    item.classList.add("is-lit");
    CSS.highlights.set(LIT, new Highlight(range));
    const box = range.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    pane.scrollTo({ top: pane.scrollTop + box.top - frame.top - frame.height / 4, behavior: "smooth" });
    pane.dataset.lit = range.toString().slice(0, 80);
  };
  document.addEventListener("click", (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>("[data-span-start]");
    if (item) light(item);
  });
  document.addEventListener("focusin", (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>("[data-span-start]");
    if (item && (event.target as HTMLElement).matches("[data-span-start]")) light(item);
  });
}
