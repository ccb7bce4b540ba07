// Every clock visible as a countdown: the server writes the first text, this keeps it true.
const MINUTE = 60_000;

function words(milliseconds: number, english: boolean): string {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = english
    ? days ? `${days} d ${hours} h` : hours ? `${hours} h ${rest} min` : `${rest} min`
    : days ? `${days}天${hours}小时` : hours ? `${hours}小时${rest}分` : `${rest}分`;
  return english ? (milliseconds < 0 ? `${parts} late` : `${parts} left`) : (milliseconds < 0 ? `逾期 ${parts}` : `剩余 ${parts}`);
}

export function refreshCountdowns(root: ParentNode = document): void {
  const english = document.documentElement.lang.startsWith("en");
  const now = Date.now();
  for (const each of root.querySelectorAll<HTMLElement>("[data-due]")) {
    const left = Date.parse(each.dataset.due ?? "") - now;
    if (Number.isNaN(left)) continue;
    const label = each.querySelector<HTMLElement>("[data-due-text]") ?? each;
    label.textContent = words(left, english);
    each.classList.toggle("is-late", left < 0);
    each.classList.toggle("is-soon", left >= 0 && left < 3 * 24 * 60 * MINUTE);
  }
}

refreshCountdowns();
setInterval(refreshCountdowns, 30_000);
document.addEventListener("htmx:load", (event) => refreshCountdowns((event as CustomEvent).detail.elt.parentElement ?? document));
