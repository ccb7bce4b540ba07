// A crew's turnouts on the phone: one big button a step; what is said without a network waits here and is sent in order.
import { button, el, locate, say } from "./phone_parts";

interface Turnout {
  id: number; crew: number; call_sign: string; number: string; text: string; address: string; state: string; state_label: string;
  eta_minutes: number | null; lon: number; lat: number; url: string; next: string[];
}
interface Pack { turnouts: Turnout[]; csrf: string; at: string }
interface Told {
  client_id: string; turnout: number; verb: string; recorded_at: string; spot: { lon: number; lat: number; crs: string } | null;
  title: string; refused: string;
}

const root = document.getElementById("crew-phone") as HTMLElement;
const screen = root.querySelector("[data-screen]") as HTMLElement;
const banner = root.querySelector("[data-banner]") as HTMLElement;
const person = document.body.dataset.person ?? "";
const PACK = `ancheng-crew-pack-${person}`;
const QUEUE = `ancheng-crew-queue-${person}`;
let sending: Promise<void> | undefined;
let expired = false;
let retry = 0;

const read = <T>(key: string, other: T): T => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "") as T;
  } catch {
    return other;
  }
};
const queue = (): Told[] => read<Told[]>(QUEUE, []);
const keep = (rows: Told[]): void => localStorage.setItem(QUEUE, JSON.stringify(rows));
const pack = (): Pack => read<Pack>(PACK, { turnouts: [], csrf: "", at: "" });

async function fetchPack(): Promise<boolean> {
  try {
    const answer = await fetch(root.dataset.pack as string, { headers: { Accept: "application/json" }, redirect: "manual" });
    expired = answer.type === "opaqueredirect" || answer.status === 403;
    if (!answer.ok) return false;
    localStorage.setItem(PACK, JSON.stringify(await answer.json()));
    return true;
  } catch {
    return false;
  }
}

// In order and one at a time; what was not answered stays and is sent again under the same id.
async function send(): Promise<void> {
  for (const each of queue().filter((one) => !one.refused)) {
    const { title: _title, refused: _refused, ...told } = each;
    let said: { outcome: string; sentence: string };
    try {
      const answer = await fetch(root.dataset.sync as string, {
        method: "POST", body: JSON.stringify(told), redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": pack().csrf },
      });
      if (!answer.ok) return;
      said = (await answer.json()) as typeof said;
    } catch {
      return;
    }
    const rest = queue();
    keep(said.outcome === "refused"
      ? rest.map((one) => (one.client_id === each.client_id ? { ...one, refused: said.sentence } : one))
      : rest.filter((one) => one.client_id !== each.client_id));
  }
}

async function sync(): Promise<void> {
  sending ??= (async () => {
    if (await fetchPack()) {
      await send();
      await fetchPack();
    }
  })().finally(() => (sending = undefined));
  await sending;
  show();
  // The network may be there a little later than the browser says.
  if (!expired && navigator.onLine && queue().some((one) => !one.refused)) {
    window.clearTimeout(retry);
    retry = window.setTimeout(() => void sync(), 3_000);
  }
}

async function tell(turnout: Turnout, verb: string): Promise<void> {
  const recorded_at = new Date().toISOString();
  const row: Told = { client_id: crypto.randomUUID(), turnout: turnout.id, verb, recorded_at, spot: null, title: turnout.text, refused: "" };
  keep([...queue(), row]);
  show();
  const spot = await locate();
  if (spot) keep(queue().map((one) => (one.client_id === row.client_id ? { ...one, spot: { lon: spot.longitude, lat: spot.latitude, crs: "wgs84" } } : one)));
  await sync();
}

// A place that is not believed must not keep a crew from saying that it is there.
function again(told: Told): void {
  keep(queue().map((one) => (one.client_id === told.client_id ? { ...one, client_id: crypto.randomUUID(), spot: null, refused: "" } : one)));
  show();
  void sync();
}

function card(each: Turnout, waiting: Told[]): HTMLElement {
  const mine = waiting.filter((one) => one.turnout === each.id && !one.refused);
  const eta = each.eta_minutes === null ? say("unreachable") : say("eta", { n: each.eta_minutes });
  const made = el("section", { class: "card card-body mb-2", "data-turnout": String(each.id) },
    el("h2", { class: "h3 mb-1" }, each.text), el("p", { class: "mb-1" }, each.address || "—"),
    el("p", { class: "mb-2 text-secondary" }, `${each.call_sign} · ${each.number} · ${each.state_label} · ${eta}`));
  for (const one of mine) made.append(el("p", { class: "mb-1" }, `${one.verb ? say(one.verb) : say("here")} · ${say("queued")}`));
  const said = new Set(mine.map((one) => one.verb));
  const order = ["accept", "set_out", "arrive", "finish"];
  const last = Math.max(-1, ...[...said].map((verb) => order.indexOf(verb)));
  const next = last < 0 ? each.next : order.slice(last + 1, last + 2);
  next.forEach((verb, number) => made.append(button(say(verb), () => void tell(each, verb), `btn btn-lg w-100 mb-2${number ? "" : " btn-primary"}`)));
  made.append(button(say("here"), () => void tell(each, ""), "btn w-100"));
  return made;
}

function show(): void {
  const waiting = queue();
  const left = waiting.filter((one) => !one.refused).length;
  banner.classList.toggle("is-waiting", left > 0);
  banner.replaceChildren(el("strong", {}, left ? say("waiting", { n: left }) : say("synced")), navigator.onLine ? "" : ` · ${say("offline")}`,
    expired ? el("p", { class: "mb-0" }, say("expired")) : "", left ? button(say("sync"), () => void sync(), "btn btn-sm ms-2") : "");
  const cards = waiting.filter((one) => one.refused).map((one) => el("section", { class: "card card-body mb-2", "data-refused": "" },
    el("h2", { class: "h3 mb-1" }, one.title), el("p", {}, `${say("refused")}：${one.refused}`),
    ...(one.spot ? [button(say("without"), () => again(one), "btn btn-primary w-100 mb-2")] : []),
    button(say("drop"), () => { keep(queue().filter((row) => row.client_id !== one.client_id)); show(); })));
  for (const each of pack().turnouts) cards.push(card(each, waiting));
  if (!cards.length) cards.push(el("div", { class: "empty-state" }, el("p", {}, say("empty"))));
  screen.replaceChildren(...cards);
}

async function begin(): Promise<void> {
  show();
  try {
    const kept = await navigator.serviceWorker?.register(root.dataset.worker as string, { scope: location.pathname });
    await navigator.serviceWorker?.ready;
    const made = performance.getEntriesByType("resource").map((each) => each.name).filter((name) => name.includes("/static/"));
    kept?.active?.postMessage({ keep: [location.href, ...made] });
  } catch {
    // Without a worker the page must be open already; what was said is kept all the same.
  }
  await sync();
}

window.addEventListener("online", () => void sync());
window.addEventListener("offline", show);
window.setInterval(() => void sync(), 30_000);
void begin();
