// Inspections on the phone: today's list, the checklist, photos, place, signature; all of it without a network.
import { button, el, labelled, locate, say, signaturePad, spotText } from "./phone_parts";
import { dropEntry, enqueue, keepDraft, keepEntry, keepPack, readDraft, readPack, readQueue } from "./phone_store";
import type { Draft, Entry, Pack, Task } from "./phone_store";

const root = document.getElementById("phone") as HTMLElement;
const screen = root.querySelector("[data-screen]") as HTMLElement;
const banner = root.querySelector("[data-banner]") as HTMLElement;
let pack: Pack | undefined;
let sending: Promise<void> | undefined;
let expired = false;

async function fetchPack(): Promise<boolean> {
  try {
    const answer = await fetch(root.dataset.pack as string, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (!answer.ok) {
      expired = answer.type === "opaqueredirect" || answer.status === 403;
      return false;
    }
    expired = false;
    pack = (await answer.json()) as Pack;
    await keepPack(pack);
    return true;
  } catch {
    return false;
  }
}

// One at a time and in order; a record that was not answered waits and is sent again under the same id.
async function send(entry: Entry): Promise<void> {
  const { pictures, outcome, sentence, url, title, ...told } = entry;
  const form = new FormData();
  form.append("entry", JSON.stringify({ ...told, pictures: pictures.map(({ content: _content, name: _name, ...rest }) => rest) }));
  for (const each of pictures) form.append(`file-${each.client_id}`, each.content, each.name);
  const answer = await fetch(root.dataset.sync as string, { method: "POST", body: form, headers: { "X-CSRFToken": pack?.csrf ?? "" }, redirect: "manual" });
  const said = (await answer.json()) as { outcome: string; sentence: string; url?: string };
  await keepEntry({ ...entry, outcome: said.outcome === "conflict" || said.outcome === "refused" ? said.outcome : "applied", sentence: said.sentence, url: said.url ?? "" });
}

async function sync(): Promise<void> {
  sending ??= (async () => {
    if (await fetchPack()) {
      for (const each of (await readQueue()).filter((one) => one.outcome === "waiting")) {
        try {
          await send(each);
        } catch {
          break;
        }
      }
      await fetchPack();
    }
    for (const each of await readQueue()) {
      if (["applied", "conflict"].includes(each.outcome) && Date.now() - Date.parse(each.recorded_at) > 86_400_000) await dropEntry(each.client_id);
    }
  })().finally(() => (sending = undefined));
  await sending;
  await showBanner();
  if (!location.hash) await showList();
}

async function showBanner(): Promise<void> {
  const waiting = (await readQueue()).filter((each) => each.outcome === "waiting").length;
  const state = navigator.onLine ? say("online") : say("offline");
  const text = waiting ? say("waiting", { n: waiting }) : say("none_waiting");
  banner.classList.toggle("is-waiting", waiting > 0);
  banner.replaceChildren(
    el("strong", {}, text), ` · ${state} `,
    button(say("sync"), () => void sync(), "btn btn-sm"),
    expired ? el("p", { class: "mb-0" }, say("expired")) : "",
    pack ? el("span", { class: "text-secondary" }, ` ${say("fetched", { at: new Date(pack.at).toLocaleString("zh-CN", { hour12: false }) })}`) : "",
  );
}

async function showList(): Promise<void> {
  const queue = await readQueue();
  const done = new Set(queue.filter((each) => each.outcome === "waiting" || each.outcome === "applied").map((each) => each.inspection));
  const cards = queue.map(entryCard);
  for (const task of pack?.inspections ?? []) {
    if (!done.has(task.id)) cards.push(await taskCard(task));
  }
  if (!cards.length) cards.push(el("div", { class: "empty-state" }, el("p", {}, say("empty"))));
  screen.replaceChildren(...cards);
}

function entryCard(entry: Entry): HTMLElement {
  const key = entry.outcome === "waiting" ? "queued" : entry.outcome;
  const card = el("section", { class: "card card-body mb-2", "data-entry": entry.outcome }, el("h2", { class: "h3 mb-1" }, entry.title), el("p", { class: "mb-1" }, el("strong", {}, say(key)), entry.sentence ? ` ${entry.sentence}` : ""));
  if (entry.outcome === "refused") card.append(button(say("edit"), () => void again(entry), "btn btn-primary"));
  if (entry.url) card.append(el("a", { class: "btn", href: entry.url }, say("view")));
  return card;
}

// What was refused goes back to the form; the new record has an id of its own.
async function again(entry: Entry): Promise<void> {
  const { client_id, recorded_at: _recorded, title: _title, outcome: _outcome, sentence: _sentence, url: _url, ...draft } = entry;
  await keepDraft(draft);
  await dropEntry(client_id);
  location.hash = String(entry.inspection);
}

async function taskCard(task: Task): Promise<HTMLElement> {
  const draft = await readDraft(task.id);
  return el("section", { class: "card card-body mb-2", "data-task": String(task.id) },
    el("h2", { class: "h3 mb-1" }, task.title),
    el("p", { class: "mb-1 text-secondary" }, `${task.number} · ${task.state} · ${say("due")} ${task.planned_on}`),
    el("p", { class: "mb-2" }, task.address || "—"),
    button(draft ? say("continue") : say("open"), () => (location.hash = String(task.id)), "btn btn-primary"));
}

function blank(task: Task): Draft {
  return { inspection: task.id, seen_version: task.version, answers: {}, pictures: [], arrived_at: task.arrived_at, spot: null, attended_by: "", refused_to_sign: "", opinion: "" };
}

async function showForm(task: Task): Promise<void> {
  const draft = (await readDraft(task.id)) ?? blank(task);
  const notice = el("p", { class: "text-secondary", role: "status" });
  const keep = async (): Promise<void> => {
    try {
      await keepDraft(draft);
      notice.textContent = say("stored");
    } catch {
      notice.textContent = say("failed");
    }
  };
  const facts = el("dl", { class: "facts" });
  const lines: Array<[string, string]> = [[say("item"), task.item], [say("basis"), task.basis], [say("team"), task.team.join("、")], [say("history"), task.last || say("none")], [say("dangers"), task.dangers.join("；") || say("none")]];
  for (const [term, text] of lines) facts.append(el("dt", {}, term), el("dd", {}, text));
  const where = el("p", { class: "mb-2", "data-where": "" }, draft.arrived_at ? `${say("arrived")} ${new Date(draft.arrived_at).toLocaleString("zh-CN", { hour12: false })} · ${spotText(draft.spot)}` : "");
  const arrive = button(say("arrive"), () => void (async () => {
    draft.arrived_at ||= new Date().toISOString();
    await keep();
    draft.spot = await locate();
    where.textContent = `${say("arrived")} ${new Date(draft.arrived_at).toLocaleString("zh-CN", { hour12: false })} · ${spotText(draft.spot)}`;
    await keep();
  })(), "btn btn-primary mb-2");
  screen.replaceChildren(
    button(say("back"), () => (location.hash = ""), "btn mb-2"),
    el("h2", { class: "h2" }, task.title), el("p", { class: "text-secondary" }, `${task.number} · ${task.address}`), facts, arrive, where,
    ...task.items.map((each) => itemField(each.id, `${each.order}. ${each.part} ${each.text}`, each.clause, draft, keep)),
    labelled(say("attended"), typed(draft, "attended_by", keep), "attended"),
    labelled(say("unsigned"), typed(draft, "refused_to_sign", keep), "unsigned"),
    labelled(say("opinion"), typed(draft, "opinion", keep, "textarea"), "opinion"),
    signaturePad((content) => void sign(draft, content, keep)),
    notice,
    el("div", { class: "verbs-bar" }, button(say("submit"), () => void submit(task, draft, notice), "btn btn-primary")),
  );
}

function typed(draft: Draft, name: "attended_by" | "refused_to_sign" | "opinion", keep: () => Promise<void>, tag = "input"): HTMLElement {
  const field = el(tag, { class: "form-control" }) as HTMLInputElement | HTMLTextAreaElement;
  field.value = draft[name];
  field.addEventListener("input", () => {
    draft[name] = field.value;
    void keep();
  });
  return field;
}

function itemField(id: number, title: string, clause: string, draft: Draft, keep: () => Promise<void>): HTMLElement {
  const answer = (): { verdict: string; note: string } => (draft.answers[id] ??= { verdict: "", note: "" });
  const verdicts = el("div", { class: "d-flex flex-wrap gap-3" });
  for (const key of ["pass", "fail", "na"]) {
    const radio = el("input", { class: "form-check-input", type: "radio", name: `v${id}`, value: key }) as HTMLInputElement;
    radio.checked = draft.answers[id]?.verdict === key;
    radio.addEventListener("change", () => {
      answer().verdict = key;
      void keep();
    });
    verdicts.append(el("label", { class: "form-check mb-0" }, radio, el("span", { class: "form-check-label" }, say(key))));
  }
  const note = el("input", { class: "form-control mt-2", placeholder: say("note"), "aria-label": `${say("note")} ${title}`, maxlength: "500" }) as HTMLInputElement;
  note.value = draft.answers[id]?.note ?? "";
  note.addEventListener("input", () => {
    answer().note = note.value;
    void keep();
  });
  const count = el("span", { class: "text-secondary" });
  const counted = (): void => {
    const number = draft.pictures.filter((each) => each.item === id).length;
    count.textContent = number ? say("photos", { n: number }) : "";
  };
  counted();
  const file = el("input", { class: "form-control mt-2", type: "file", accept: "image/*", capture: "environment", "aria-label": `${say("photo")} ${title}` }) as HTMLInputElement;
  file.addEventListener("change", () => void (async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    draft.pictures.push({ client_id: crypto.randomUUID(), kind: "photo", item: id, spot: draft.spot, name: chosen.name, content: chosen });
    await keep();
    counted();
    file.value = "";
  })());
  return el("fieldset", { class: "card card-body mb-2" }, el("legend", { class: "form-label mb-1" }, title), el("div", { class: "text-secondary mb-2" }, clause), verdicts, note, file, count);
}

async function sign(draft: Draft, content: Blob | null, keep: () => Promise<void>): Promise<void> {
  draft.pictures = draft.pictures.filter((each) => each.kind !== "signature");
  if (content) draft.pictures.push({ client_id: crypto.randomUUID(), kind: "signature", item: null, spot: draft.spot, name: "signature.png", content });
  await keep();
}

async function submit(task: Task, draft: Draft, notice: HTMLElement): Promise<void> {
  const missing = task.items.filter((each) => !draft.answers[each.id]?.verdict).length;
  if (missing) {
    notice.textContent = say("missing", { n: missing });
    notice.scrollIntoView({ block: "center" });
    return;
  }
  const now = new Date().toISOString();
  const entry: Entry = { ...draft, arrived_at: draft.arrived_at || now, client_id: crypto.randomUUID(), recorded_at: now, title: task.title, outcome: "waiting", sentence: "", url: "" };
  try {
    await enqueue(entry);
  } catch {
    notice.textContent = say("failed");
    return;
  }
  location.hash = "";
  await showBanner();
  await sync();
}

async function show(): Promise<void> {
  const task = pack?.inspections.find((each) => String(each.id) === location.hash.slice(1));
  await showBanner();
  if (task) await showForm(task);
  else await showList();
}

async function begin(): Promise<void> {
  pack = await readPack().catch(() => undefined);
  await show();
  await sync();
  await show();
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(root.dataset.worker as string, { scope: "/enforcement/phone/" });
  const ready = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((each) => each.name).filter((each) => each.startsWith(`${location.origin}/static/`));
  ready.active?.postMessage({ keep: [...new Set([location.pathname, ...parts])] });
}

window.addEventListener("hashchange", () => void show());
window.addEventListener("online", () => void sync());
window.addEventListener("offline", () => void showBanner());
void begin();
