// Runs of models: rows of the form, a place by a click on the map, how water spreads, people walking out.
import type { Map as MapLibre, GeoJSONSource } from "maplibre-gl";
import { addDrawing } from "./run_drawing";

type Holder = HTMLElement & { map?: MapLibre };

// A new empty row is the last one again, with the next number in its names.
function addRow(group: HTMLElement): HTMLTableRowElement | null {
  const rows = group.querySelectorAll<HTMLTableRowElement>("[data-row-of]");
  const last = rows[rows.length - 1];
  if (!last) return null;
  const made = last.cloneNode(true) as HTMLTableRowElement;
  for (const field of made.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    field.name = field.name.replace(new RegExp(`^(${group.dataset.rows}-)\\d+`), `$1${rows.length}`);
    if (field instanceof HTMLInputElement) field.value = "";
  }
  last.after(made);
  return made;
}

for (const group of document.querySelectorAll<HTMLElement>("[data-rows]")) {
  group.querySelector("[data-add-row]")?.addEventListener("click", () => addRow(group)?.querySelector("input")?.focus());
}

const form = document.querySelector<HTMLFormElement>("[data-model-form]");
if (form) addDrawing(form, addRow);

// Water at each moment; at the end of the slider stands the deepest of all moments, as the page came.
interface Step { minutes: number; features: GeoJSON.Feature[] }
const spread = document.querySelector<HTMLElement>("[data-spread]");
if (spread) {
  const steps = JSON.parse(document.getElementById("run-spread")?.textContent ?? "[]") as Step[];
  const most = JSON.parse(document.getElementById("run-layers")?.textContent ?? "null") as GeoJSON.FeatureCollection;
  const slider = spread.querySelector<HTMLInputElement>("input")!;
  const told = spread.querySelector<HTMLOutputElement>("output")!;
  const show = (): void => {
    const step = steps[Number(slider.value)];
    told.textContent = step ? `${step.minutes} min` : (spread.dataset.most ?? "");
    const map = document.querySelector<Holder>("#map [data-map]")?.map;
    const shown = step ? { type: "FeatureCollection" as const, features: step.features } : most;
    (map?.getSource("shown") as GeoJSONSource | undefined)?.setData(shown);
  };
  slider.addEventListener("input", show);
  let playing = 0;
  const stop = (): void => {
    clearInterval(playing);
    playing = 0;
  };
  spread.querySelector("[data-spread-play]")?.addEventListener("click", () => {
    if (playing) return stop();
    slider.value = "0";
    show();
    playing = window.setInterval(() => {
      slider.value = String(Number(slider.value) + 1);
      show();
      if (slider.value === slider.max) stop();
    }, 700);
  });
}

interface Walked {
  frames: { seconds: number; people: [number, number, number][][] };
  plan: { walk: GeoJSON.Polygon[]; exits: GeoJSON.Polygon[] };
  density: { cell_m: number; west: number; south: number; rows: number[][] };
}
const walk = document.querySelector<HTMLElement>("[data-walk]");
if (walk) {
  const told = JSON.parse(document.getElementById("run-frames")?.textContent ?? "null") as Walked;
  const canvas = walk.querySelector("canvas")!;
  const pen = canvas.getContext("2d")!;
  const slider = walk.querySelector<HTMLInputElement>("input")!;
  const output = walk.querySelector("output")!;
  const points = told.plan.walk.flatMap((each) => each.coordinates.flat());
  const xs = points.map((each) => each[0]!), ys = points.map((each) => each[1]!);
  const [west, south, east, north] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const scale = Math.min((canvas.width - 30) / (east - west || 1), (canvas.height - 30) / (north - south || 1));
  canvas.height = Math.max(120, Math.round((north - south) * scale + 30));
  const x = (each: number): number => 15 + (each - west) * scale;
  const y = (each: number): number => canvas.height - 15 - (each - south) * scale;
  const area = (shape: GeoJSON.Polygon, fill: string): void => {
    pen.beginPath();
    for (const ring of shape.coordinates) ring.forEach((each, n) => (n ? pen.lineTo(x(each[0]!), y(each[1]!)) : pen.moveTo(x(each[0]!), y(each[1]!))));
    pen.fillStyle = fill;
    pen.fill("evenodd");
  };
  const draw = (): void => {
    const frame = Number(slider.value);
    pen.fillStyle = "#5b6675";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (const each of told.plan.walk) area(each, "#ffffff");
    told.density.rows.forEach((row, j) => row.forEach((many, i) => {
      if (!many) return;
      pen.fillStyle = `rgba(179,38,30,${Math.min(many / 8, 0.7)})`;
      const side = told.density.cell_m * scale;
      pen.fillRect(x(told.density.west + i * told.density.cell_m), y(told.density.south + j * told.density.cell_m) - side, side, side);
    }));
    for (const each of told.plan.exits) area(each, "#2f9e44");
    pen.fillStyle = "#1f4e8c";
    for (const [, px, py] of told.frames.people[frame] ?? []) {
      pen.beginPath();
      pen.arc(x(px), y(py), Math.max(2, 0.2 * scale), 0, 7);
      pen.fill();
    }
    output.textContent = `${Math.round(frame * told.frames.seconds)} s · ${told.frames.people[frame]?.length ?? 0}`;
  };
  slider.max = String(Math.max(told.frames.people.length - 1, 0));
  slider.addEventListener("input", draw);
  let timer = 0;
  walk.querySelector("[data-walk-play]")?.addEventListener("click", () => {
    if (timer) {
      clearInterval(timer);
      timer = 0;
      return;
    }
    if (slider.value === slider.max) slider.value = "0";
    timer = window.setInterval(() => {
      if (slider.value === slider.max) {
        clearInterval(timer);
        timer = 0;
      } else {
        slider.value = String(Number(slider.value) + 1);
      }
      draw();
    }, 100);
  });
  draw();
}
