// Every clock visible as a countdown: the server writes the first text, this keeps it true.
import { onContent } from "./page";

const MINUTE = 60_000;
const SOON = 3 * 24 * 60 * MINUTE;

export function spanInWords(milliseconds: number, english: boolean): string {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = english
    ? days ? `${days} d ${hours} h` : hours ? `${hours} h ${rest} min` : `${rest} min`
    : days ? `${days}天${hours}小时` : hours ? `${hours}小时${rest}分` : `${rest}分`;
  if (english) return milliseconds < 0 ? `${parts} late` : `${parts} left`;
  return milliseconds < 0 ? `逾期 ${parts}` : `剩余 ${parts}`;
}

function refresh(root: ParentNode): void {
  const english = document.documentElement.lang.startsWith("en");
  const now = Date.now();
  for (const each of root.querySelectorAll<HTMLElement>("[data-due]")) {
    const left = Date.parse(each.dataset.due ?? "") - now;
    if (Number.isNaN(left)) continue;
    const label = each.querySelector<HTMLElement>("[data-due-text]") ?? each;
    const text = spanInWords(left, english);
    if (label.textContent !== text) label.textContent = text;
    each.classList.toggle("is-late", left < 0);
    each.classList.toggle("is-soon", left >= 0 && left < SOON);
  }
}

onContent(refresh);
setInterval(() => refresh(document), 30_000);
document.addEventListener("visibilitychange", () => document.hidden || refresh(document));
