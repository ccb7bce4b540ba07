// Small parts of the phone page: elements, words, the place, the signature.
import type { Spot } from "./phone_store";

const words = JSON.parse(document.getElementById("phone-words")?.textContent ?? "{}") as Record<string, string>;

export function say(key: string, values: Record<string, string | number> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));
}

type Child = Node | string | null | false;

export function el(tag: string, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((each): each is Node | string => each !== null && each !== false));
  return made;
}

export function button(label: string, act: () => void, look = "btn"): HTMLElement {
  const made = el("button", { type: "button", class: look }, label);
  made.addEventListener("click", act);
  return made;
}

export function labelled(label: string, field: HTMLElement, id: string): HTMLElement {
  field.id = id;
  return el("div", { class: "mb-2" }, el("label", { class: "form-label", for: id }, label), field);
}

// A browser cannot say whether the place is made up; an app around the page may.
interface Device { isMockLocation?: () => boolean }

export function locate(): Promise<Spot | null> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const device = (window as unknown as { AnchengDevice?: Device }).AnchengDevice;
        resolve({ longitude: coords.longitude, latitude: coords.latitude, accuracy_m: coords.accuracy, mocked: device?.isMockLocation?.() ?? null });
      },
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  });
}

export function spotText(spot: Spot | null): string {
  if (!spot) return say("no_spot");
  const where = say("spot", { lon: spot.longitude.toFixed(5), lat: spot.latitude.toFixed(5), m: Math.round(spot.accuracy_m) });
  return `${where} · ${spot.mocked ? say("mocked") : spot.mocked === null ? say("mock_unknown") : ""}`;
}

// A pad to sign on; `content` is null while nobody has signed.
export function signaturePad(changed: (content: Blob | null) => void): HTMLElement {
  const canvas = el("canvas", { class: "signature", width: "600", height: "200", role: "img", "aria-label": say("signature") }) as HTMLCanvasElement;
  const pen = canvas.getContext("2d");
  let down = false;
  const at = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    down = true;
    canvas.setPointerCapture(event.pointerId);
    pen?.beginPath();
    pen?.moveTo(...at(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down || !pen) return;
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    down = false;
    canvas.toBlob((content) => changed(content), "image/png");
  });
  const clear = button(say("clear"), () => {
    pen?.clearRect(0, 0, canvas.width, canvas.height);
    changed(null);
  }, "btn btn-sm");
  return el("div", { class: "mb-2" }, el("p", { class: "form-label mb-1" }, say("signature")), canvas, clear);
}
