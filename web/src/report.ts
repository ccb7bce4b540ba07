// The public page of the hotline: work instead of a question, photos shown, sent again by itself when told to wait.
const form = document.querySelector<HTMLFormElement>("form[data-report]");

// A page over plain http has no crypto.subtle: there the question in words is answered by hand.
async function stamp(nonce: string, bits: number): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const encoder = new TextEncoder();
  for (let n = 0; n < 1 << 24; n += 1) {
    const digest = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(`${nonce}:${n}`)));
    if (digest.getUint32(0) >>> (32 - bits) === 0) return String(n);
  }
  return null;
}

async function work(place: HTMLFormElement): Promise<void> {
  const field = place.querySelector<HTMLInputElement>("[data-stamp]");
  const note = place.querySelector<HTMLElement>("[data-working]");
  if (!field || !globalThis.crypto?.subtle) return;
  if (note) note.hidden = false;
  field.value = (await stamp(place.dataset.nonce ?? "", Number(place.dataset.bits))) ?? "";
  const question = place.querySelector<HTMLElement>("[data-question]");
  if (field.value && question) question.hidden = true;
}

function say(sentence: string): void {
  const box = document.getElementById("report-fault");
  if (!box) return;
  const alert = document.createElement("div");
  alert.className = "alert alert-warning";
  alert.setAttribute("role", "alert");
  alert.textContent = sentence;
  box.replaceChildren(alert);
  box.scrollIntoView({ block: "nearest" });
}

function preview(place: HTMLFormElement): void {
  const row = place.querySelector<HTMLElement>("[data-photo-row]");
  const input = place.querySelector<HTMLInputElement>("[data-photos]");
  input?.addEventListener("change", () => {
    row?.replaceChildren(
      ...[...(input.files ?? [])].slice(0, 6).map((file) => {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = "";
        return image;
      }),
    );
  });
}

// What is reported is kept until it is sent; who reports never touches the store.
function keep(place: HTMLFormElement): void {
  const fields = [...place.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-kept]")];
  for (const each of fields) {
    const key = `report:${each.name}`;
    try {
      if (!each.value) each.value = sessionStorage.getItem(key) ?? "";
      each.addEventListener("input", () => sessionStorage.setItem(key, each.value));
    } catch {
      return;
    }
  }
}

function forget(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("report:")) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

const pause = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000));

async function wait(place: HTMLFormElement, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    say(`${place.dataset.waiting ?? ""} ${left}`);
    await pause(1);
  }
}

// The same form is sent until it arrives; the server knows it by its challenge and takes it in once.
async function send(place: HTMLFormElement): Promise<void> {
  const button = place.querySelector<HTMLButtonElement>("[data-submit]");
  if (button) button.disabled = true;
  say(place.dataset.sending ?? "");
  for (;;) {
    let answer: Response;
    try {
      answer = await fetch(place.action, { method: "POST", body: new FormData(place) });
    } catch {
      say(place.dataset.offline ?? "");
      await pause(5);
      continue;
    }
    if (answer.status === 429) {
      await wait(place, Math.min(900, Number(answer.headers.get("Retry-After")) || 60));
      continue;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) {
      forget();
      document.getElementById("content")?.replaceChildren(...(page.getElementById("content")?.children ?? []));
      window.scrollTo(0, 0);
      return;
    }
    refused(place, page);
    if (button) button.disabled = false;
    return;
  }
}

// A refusal brings a new question; what was typed and the photos stay where they are.
function refused(place: HTMLFormElement, page: Document): void {
  say(page.querySelector("[data-sentence]")?.textContent?.trim() ?? place.dataset.offline ?? "");
  const fresh = page.querySelector<HTMLFormElement>("form[data-report]");
  if (!fresh) return;
  place.dataset.nonce = fresh.dataset.nonce;
  place.dataset.bits = fresh.dataset.bits;
  const token = place.querySelector<HTMLInputElement>('input[name="challenge"]');
  if (token) token.value = fresh.querySelector<HTMLInputElement>('input[name="challenge"]')?.value ?? "";
  const label = place.querySelector<HTMLElement>('label[for="answer"]');
  if (label) label.textContent = fresh.querySelector('label[for="answer"]')?.textContent ?? "";
  const answer = place.querySelector<HTMLInputElement>("[data-answer]");
  if (answer) answer.value = "";
  void work(place);
}

if (form) {
  keep(form);
  preview(form);
  void work(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
}

export {};
