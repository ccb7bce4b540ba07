// What moves on the map of a room: ways, crews where they were last, roads that are shut; fetched anew when the room is told.
import type { Feature, FeatureCollection, Geometry } from "geojson";
import * as maplibregl from "maplibre-gl";
import type { Map as MapLibre } from "maplibre-gl";
import { FONT, canvas, image } from "./map_images";

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
// The legend (command/dispatch/room_legend.html) shows the same letters and tones.
const TONES: Record<string, string> = { neutral: "#52606f", soon: "#93560a", primary: "#1f4e8c", good: "#1f6b33", late: "#b42318" };
const TONE = ["match", ["get", "tone"], ...Object.entries(TONES).flat(), TONES["neutral"]!] as unknown as maplibregl.ExpressionSpecification;
const EVERY_MS = 30_000;

// A square with a letter; dashed and hollow where nobody said that it is there.
export function markImage(id: string): ImageData {
  const [, tone = "neutral", sure = "true", letter = ""] = id.split("-");
  const colour = TONES[tone] ?? TONES["neutral"]!;
  const [size, side] = [28, 20];
  const edge = (size - side) / 2;
  const pen = canvas(size);
  const whole = sure === "true";
  pen.beginPath();
  pen.roundRect(edge - 1.5, edge - 1.5, side + 3, side + 3, 5);
  pen.fillStyle = "#ffffff";
  pen.fill();
  pen.beginPath();
  pen.roundRect(edge, edge, side, side, 4);
  pen.fillStyle = whole ? colour : "#ffffff";
  pen.fill();
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  if (!whole) pen.setLineDash([3, 2]);
  pen.stroke();
  pen.setLineDash([]);
  pen.font = `700 12px ${FONT}`;
  pen.fillStyle = whole ? "#ffffff" : colour;
  pen.fillText(letter, size / 2, size / 2 + 0.5);
  return image(pen);
}

function addLayers(map: MapLibre): void {
  map.addSource("live", { type: "geojson", data: EMPTY });
  const of = (sort: string, ...more: unknown[]): maplibregl.FilterSpecification => ["all", ["==", ["get", "sort"], sort], ...more] as unknown as maplibregl.FilterSpecification;
  const line = { "line-cap": "round", "line-join": "round" } as const;
  map.addLayer({ id: "live-shut-area", type: "fill", source: "live", filter: of("shut", ["==", ["geometry-type"], "Polygon"]), paint: { "fill-color": TONES["late"]!, "fill-opacity": 0.15 } });
  map.addLayer({ id: "live-shut", type: "line", source: "live", filter: of("shut"), layout: line, paint: { "line-color": TONES["late"]!, "line-width": 5 } });
  map.addLayer({ id: "live-way-edge", type: "line", source: "live", filter: of("way"), layout: line, paint: { "line-color": "#ffffff", "line-width": 7 } });
  // Dashed until somebody has left.
  map.addLayer({ id: "live-way", type: "line", source: "live", filter: of("way", ["get", "begun"]), layout: line, paint: { "line-color": TONE, "line-width": 4 } });
  map.addLayer({ id: "live-way-to-come", type: "line", source: "live", filter: of("way", ["!", ["get", "begun"]]), layout: line, paint: { "line-color": TONE, "line-width": 3.5, "line-dasharray": [1.5, 1.8] } });
  map.addLayer({
    id: "live-mark", type: "symbol", source: "live", filter: of("mark"),
    layout: {
      "icon-image": ["concat", "mark-", ["get", "tone"], "-", ["to-string", ["get", "sure"]], "-", ["get", "letter"]],
      "icon-allow-overlap": true, "icon-ignore-placement": true,
      "text-field": ["get", "said"], "text-size": 11, "text-offset": [0, 1.1], "text-anchor": "top", "text-optional": true,
    },
    paint: { "text-color": "#16243a", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
  });
}

async function load(addresses: string[]): Promise<Feature<Geometry>[] | null> {
  try {
    const answers = await Promise.all(addresses.map((each) => fetch(each, { headers: { Accept: "application/json" } })));
    if (!answers.every((each) => each.ok)) return null;
    const parts = (await Promise.all(answers.map((each) => each.json()))) as FeatureCollection<Geometry>[];
    return parts.flatMap((each) => each.features);
  } catch {
    // What is drawn stays until the network is back; the room says that it is away.
    return null;
  }
}

function around(map: MapLibre, features: Feature<Geometry>[], place: HTMLElement): void {
  const box = new maplibregl.LngLatBounds();
  const given = (place.dataset.bounds ?? "").split(",").map(Number);
  if (given.length === 4 && given.every(Number.isFinite)) box.extend([given[0]!, given[1]!]).extend([given[2]!, given[3]!]);
  const take = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") box.extend(part as [number, number]);
    else part.forEach(take);
  };
  // Closures lie all over the city; what belongs here is who comes.
  for (const each of features) if (each.properties?.["tone"] !== "late" && "coordinates" in each.geometry) take(each.geometry.coordinates);
  if (!box.isEmpty()) map.fitBounds(box, { padding: { top: 56, right: 44, bottom: 72, left: 44 }, animate: false, maxZoom: 16 });
}

export function addLive(map: MapLibre, place: HTMLElement): void {
  const addresses = (place.dataset.liveShapes ?? "").split(" ").filter(Boolean);
  if (!addresses.length) return;
  addLayers(map);
  let drawn: Feature<Geometry>[] = [];
  let moved = false;
  let timer = 0;
  map.on("movestart", (event) => {
    if ((event as { originalEvent?: Event }).originalEvent) moved = true;
  });
  const renew = async (first = false): Promise<void> => {
    const found = await load(addresses);
    if (!found) return;
    drawn = found;
    (map.getSource("live") as maplibregl.GeoJSONSource).setData({ type: "FeatureCollection", features: found });
    place.dataset.liveDrawn = String(found.length);
    if (first && !moved) around(map, found, place);
  };
  document.body.addEventListener(place.dataset.liveOn ?? "live-nothing", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void renew(), 250);
  });
  setInterval(() => {
    if (!document.hidden) void renew();
  }, EVERY_MS);
  place.closest("[data-map-frame]")?.querySelector("[data-map-all]")?.addEventListener("click", () => around(map, drawn, place));
  map.on("mouseenter", "live-mark", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "live-mark", () => (map.getCanvas().style.cursor = ""));
  map.on("click", "live-mark", (event) => {
    const said = event.features?.[0]?.properties;
    if (!said) return;
    const link = document.createElement("a");
    link.href = String(said["url"]);
    link.textContent = String(said["name"]);
    const text = document.createElement("div");
    text.append(link, document.createElement("br"), String(said["said"] ?? "").split("\n").at(-1) ?? "");
    new maplibregl.Popup({ closeButton: false, maxWidth: "16rem" }).setLngLat(event.lngLat).setDOMContent(text).addTo(map);
  });
  void renew(true);
}
