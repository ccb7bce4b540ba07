// Saved views: a list's address under a name of one's own, kept in this browser for this person and this page.
import { ask } from "./dialogs";
import { fresh, onContent, word } from "./page";

interface View {
  name: string;
  query: string;
}

const key = (): string => `views:${document.body.dataset.person}:${location.pathname}`;

function load(): View[] {
  try {
    return JSON.parse(localStorage.getItem(key()) ?? "[]") as View[];
  } catch {
    return [];
  }
}

function store(views: View[]): void {
  localStorage.setItem(key(), JSON.stringify(views));
}

function row(view: View, redraw: () => void): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.className = "dropdown-item";
  link.href = location.pathname + view.query;
  link.textContent = view.name;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn-close";
  drop.setAttribute("aria-label", `${word("remove")} ${view.name}`);
  drop.addEventListener("click", (event) => {
    event.stopPropagation();
    store(load().filter((each) => each.name !== view.name));
    redraw();
  });
  item.append(link, drop);
  return item;
}

function fill(box: HTMLElement): void {
  const list = box.querySelector<HTMLElement>("[data-views-list]")!;
  const redraw = (): void => {
    list.replaceChildren(...load().map((each) => row(each, redraw)));
    box.querySelector<HTMLElement>("[data-views-none]")!.hidden = list.childElementCount > 0;
  };
  redraw();
  box.querySelector("[data-views-save]")?.addEventListener("click", () => {
    void ask({ sentence: word("saveView"), reason: word("viewName"), verb: word("save") }).then((name) => {
      if (!name) return;
      store([...load().filter((each) => each.name !== name), { name: name.slice(0, 40), query: location.search + location.hash }]);
      redraw();
    });
  });
}

onContent((root) => {
  for (const box of root.querySelectorAll<HTMLElement>("[data-views]")) if (fresh(box, "views")) fill(box);
});
