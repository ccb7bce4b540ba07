// What happens is told as it happens: one stream per page, replayed after a break by its last number.
const KINDS = ["card", "alarm", "alarms", "incident"];

function connect(place: HTMLElement): void {
  let last = place.dataset.liveAfter ?? "";
  const state = place.querySelector<HTMLElement>("[data-live-state]");
  const source = new EventSource(`${place.dataset.live}?after=${encodeURIComponent(last)}`);
  const heard = (event: MessageEvent, name: string): void => {
    last = event.lastEventId || last;
    // A room listens to its own incident alone.
    const about = name === "incident" ? `-${(JSON.parse(event.data as string) as { incident: number }).incident}` : "";
    document.body.dispatchEvent(new CustomEvent(`live-${name}${about}`, { bubbles: true, detail: event.data }));
  };
  for (const name of KINDS) source.addEventListener(name, (event) => heard(event as MessageEvent, name));
  source.addEventListener("reload", () => location.reload());
  let timer = 0;
  source.addEventListener("open", () => {
    clearTimeout(timer);
    if (state) state.hidden = true;
  });
  source.addEventListener("error", () => {
    clearTimeout(timer);
    // A stream that comes back at once was no break; one that is away for some seconds is said so.
    timer = window.setTimeout(() => {
      if (state) {
        state.textContent = place.dataset.liveLost ?? "";
        state.hidden = false;
      }
    }, 6000);
  });
  window.addEventListener("pagehide", () => source.close());
}

for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) connect(place);

// Minutes and seconds until the next one is called.
function tick(): void {
  for (const each of document.querySelectorAll<HTMLElement>("[data-mmss]")) {
    const left = Math.round((Date.parse(each.dataset.mmss ?? "") - Date.now()) / 1000);
    const text = each.querySelector<HTMLElement>("[data-mmss-text]") ?? each;
    const [minutes, seconds] = [Math.floor(Math.abs(left) / 60), Math.abs(left) % 60];
    text.textContent = `${left < 0 ? "+" : ""}${minutes}:${String(seconds).padStart(2, "0")}`;
    each.classList.toggle("is-late", left < 0);
  }
  for (const each of document.querySelectorAll<HTMLElement>("[data-clock]")) {
    each.textContent = new Date().toLocaleString(document.documentElement.lang.startsWith("en") ? "en-GB" : "zh-CN", { timeZone: "Asia/Shanghai" });
  }
}
if (document.querySelector("[data-mmss], [data-live], [data-clock]")) {
  tick();
  setInterval(tick, 1000);
}
document.addEventListener("htmx:load", tick);
