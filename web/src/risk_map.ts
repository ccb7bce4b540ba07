// The four-colour map: graded areas and risks by colour and letter; what was never assessed is hatched in grey.
import type { Map as MapLibre, VectorTileSource } from "maplibre-gl";
import { canvas, hatch, image, FONT } from "./map_images";

const FILL = ["#e9ecef", "#3f7fd0", "#f2d13c", "#f08c2e", "#c62828"];
const INK = ["#495057", "#ffffff", "#332700", "#331a00", "#ffffff"];
const LETTERS: [string[], string[]] = [["未", "低", "般", "较", "重"], ["?", "B", "Y", "O", "R"]];
const letter = (grade: number): string => LETTERS[document.documentElement.lang.startsWith("en") ? 1 : 0]![grade] ?? "?";
// How often an open map asks whether a grade has changed.
const ASK_MS = 1000;

function areaImage(grade: number): ImageData {
  const size = grade ? 64 : 12;
  const pen = canvas(size);
  pen.beginPath();
  pen.rect(0, 0, size, size);
  pen.fillStyle = FILL[grade]!;
  pen.fill();
  if (!grade) {
    // Lines that meet those of the next tile: one from corner to corner.
    pen.strokeStyle = "#8d96a0";
    pen.lineWidth = 1.6;
    pen.beginPath();
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
    }
    pen.stroke();
    return image(pen);
  }
  pen.font = `600 12px ${FONT}`;
  pen.fillStyle = INK[grade]!;
  pen.globalAlpha = 0.55;
  pen.fillText(letter(grade), size / 4, size / 4);
  pen.fillText(letter(grade), (size * 3) / 4, (size * 3) / 4);
  return image(pen);
}

function disc(grade: number, words: string, radius: number): ImageData {
  const size = Math.ceil(radius * 2 + 6);
  const middle = size / 2;
  const pen = canvas(size);
  const round = (): void => {
    pen.beginPath();
    pen.arc(middle, middle, radius, 0, Math.PI * 2);
  };
  round();
  pen.fillStyle = FILL[grade]!;
  pen.fill();
  if (!grade) hatch(pen, size);
  round();
  pen.lineWidth = 1.8;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
  pen.font = `700 ${radius < 11 ? 10 : 11}px ${FONT}`;
  if (!grade) {
    pen.lineWidth = 2.5;
    pen.strokeText(words, middle, middle + 0.5);
  }
  pen.fillStyle = INK[grade]!;
  pen.fillText(words, middle, middle + 0.5);
  return image(pen);
}

// risk-area-4, risk-point-4, risk-count-4-120
export function riskImage(id: string): ImageData | null {
  const [, what, text = "0", words = ""] = id.split("-");
  const grade = Math.min(4, Math.max(0, Number(text) || 0));
  if (what === "area") return areaImage(grade);
  if (what === "point") return disc(grade, letter(grade), 8.5);
  if (what === "count") return disc(grade, `${letter(grade)}${words}`, Math.min(24, 12 + words.length * 2.6));
  return null;
}

const colour = ["match", ["get", "grade"], 4, FILL[4]!, 3, FILL[3]!, 2, FILL[2]!, 1, FILL[1]!, "#868e96"] as never;

export function addRisks(map: MapLibre, tiles: string): void {
  map.addSource("risks", { type: "vector", tiles: [tiles], minzoom: 0, maxzoom: 17 });
  map.addLayer({
    id: "risk-areas", type: "fill", source: "risks", "source-layer": "areas",
    paint: { "fill-pattern": ["concat", "risk-area-", ["to-string", ["get", "grade"]]], "fill-opacity": 0.62 },
  });
  map.addLayer({
    id: "risk-borders", type: "line", source: "risks", "source-layer": "areas",
    paint: { "line-color": "#39434e", "line-width": 0.8 },
  });
  map.addLayer({
    id: "risk-polygons", type: "fill", source: "risks", "source-layer": "risks",
    filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.12 },
  });
  map.addLayer({
    id: "risk-outlines", type: "line", source: "risks", "source-layer": "risks",
    filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": colour, "line-width": 2.5, "line-dasharray": [3, 1] },
  });
  map.addLayer({
    id: "risk-lines", type: "line", source: "risks", "source-layer": "risks",
    filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": colour, "line-width": 4 },
  });
  map.addLayer({
    id: "risk-points", type: "symbol", source: "risks", "source-layer": "risks",
    layout: {
      "icon-image": ["concat", "risk-point-", ["to-string", ["get", "grade"]]],
      "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "grade"],
    },
  });
  map.addLayer({
    id: "risk-clusters", type: "symbol", source: "risks", "source-layer": "clusters",
    layout: {
      "icon-image": ["concat", "risk-count-", ["to-string", ["get", "grade"]], "-", ["get", "label"]],
      "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "grade"],
    },
  });
}

export const RISK_LAYERS = ["risk-points", "risk-lines", "risk-polygons"];

// An open map colours itself anew within a second or two of an assessment, wherever that was made.
export function followRevision(map: MapLibre, place: HTMLElement, tiles: string): void {
  const around = place.closest<HTMLElement>("[data-risk-map]");
  const address = around?.dataset.revisionUrl;
  if (!around || !address) return;
  const ask = async (): Promise<void> => {
    if (document.hidden) return;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { revision } = (await answer.json()) as { revision: number };
      if (String(revision) === around.dataset.revision) return;
      around.dataset.revision = String(revision);
      (map.getSource("risks") as VectorTileSource | undefined)?.setTiles([`${tiles}&r=${revision}`]);
    } catch {
      // The next question comes in a second; a lost connection is told by the bell of the page.
    }
  };
  window.setInterval(() => void ask(), ASK_MS);
}

// The slider names the month as it moves and asks for the map when it is let go.
for (const slider of document.querySelectorAll<HTMLInputElement>("[data-month-slider]")) {
  const months = (slider.dataset.months ?? "").split(",");
  const field = slider.form?.querySelector<HTMLInputElement>('input[name="month"]');
  const told = document.querySelector<HTMLElement>("[data-slider-text]");
  const at = months.indexOf(field?.value ?? "");
  slider.value = String(at < 0 ? months.length : at);
  slider.addEventListener("input", () => {
    if (told) told.textContent = months[Number(slider.value)] ?? slider.dataset.now ?? "";
  });
  slider.addEventListener("change", () => {
    if (field) field.value = months[Number(slider.value)] ?? "";
    slider.form?.requestSubmit();
  });
}
