// Measure, locate me, and draw a point, line or area into a form field.
import type { Feature, Geometry, Position } from "geojson";
import type * as maplibregl from "maplibre-gl";
import type { Map as MapLibre } from "maplibre-gl";

const EARTH_M = 6_371_008.8;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

export function metres(line: Position[]): number {
  let sum = 0;
  for (let n = 1; n < line.length; n += 1) {
    const [a, b] = [line[n - 1]!, line[n]!];
    const h = Math.sin(rad(b[1]! - a[1]!) / 2) ** 2 + Math.cos(rad(a[1]!)) * Math.cos(rad(b[1]!)) * Math.sin(rad(b[0]! - a[0]!) / 2) ** 2;
    sum += 2 * EARTH_M * Math.asin(Math.sqrt(h));
  }
  return sum;
}

export function squareMetres(ring: Position[]): number {
  let sum = 0;
  for (let n = 0; n < ring.length; n += 1) {
    const [a, b] = [ring[n]!, ring[(n + 1) % ring.length]!];
    sum += rad(b[0]! - a[0]!) * (2 + Math.sin(rad(a[1]!)) + Math.sin(rad(b[1]!)));
  }
  return Math.abs((sum * EARTH_M * EARTH_M) / 2);
}

function words(points: Position[], closed: boolean): string {
  const length = metres(closed && points.length > 2 ? [...points, points[0]!] : points);
  const distance = length < 1000 ? `${length.toFixed(0)} m` : `${(length / 1000).toFixed(2)} km`;
  if (!closed || points.length < 3) return distance;
  const area = squareMetres(points);
  return `${distance} · ${area < 1e6 ? `${area.toFixed(0)} m²` : `${(area / 1e6).toFixed(2)} km²`}`;
}

function geometry(kind: string, points: Position[]): Geometry | null {
  if (kind === "point") return points.length ? { type: "Point", coordinates: points.at(-1)! } : null;
  if (kind === "line") return points.length > 1 ? { type: "LineString", coordinates: points } : null;
  return points.length > 2 ? { type: "Polygon", coordinates: [[...points, points[0]!]] } : null;
}

class Sketch {
  points: Position[] = [];
  constructor(private map: MapLibre, private kind: string, private done: (shape: Geometry | null, words: string) => void) {
    if (!map.getSource("sketch")) {
      map.addSource("sketch", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
      map.addLayer({ id: "sketch-fill", type: "fill", source: "sketch", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#1f4e8c", "fill-opacity": 0.15 } });
      map.addLayer({ id: "sketch-line", type: "line", source: "sketch", paint: { "line-color": "#1f4e8c", "line-width": 2.5, "line-dasharray": [2, 1] } });
      map.addLayer({ id: "sketch-point", type: "circle", source: "sketch", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 6, "circle-color": "#1f4e8c", "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
    }
  }
  add(point: Position): void {
    this.points = this.kind === "point" ? [point] : [...this.points, point];
    this.draw();
  }
  // What was drawn before the page was refused is still there.
  restore(text: string): void {
    try {
      const shape = JSON.parse(text) as { coordinates?: unknown };
      const found = shape.coordinates as Position | Position[] | Position[][];
      if (this.kind === "point") this.points = [found as Position];
      else if (this.kind === "line") this.points = found as Position[];
      else this.points = (found as Position[][])[0]!.slice(0, -1);
      this.draw();
    } catch {
      this.points = [];
    }
  }
  clear(): void {
    this.points = [];
    this.draw();
  }
  draw(): void {
    const shape = geometry(this.kind, this.points);
    const features: Feature[] = this.points.map((each) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: each } }));
    if (shape && shape.type !== "Point") features.push({ type: "Feature", properties: {}, geometry: shape });
    (this.map.getSource("sketch") as maplibregl.GeoJSONSource).setData({ type: "FeatureCollection", features });
    this.done(shape, words(this.points, this.kind === "polygon"));
  }
}

export function addTools(map: MapLibre, place: HTMLElement): void {
  const holder = place.closest<HTMLElement>("[data-map-frame]") ?? place.parentElement!;
  const answer = holder.querySelector<HTMLElement>("[data-map-answer]");
  let sketch: Sketch | null = null;
  const field = document.querySelector<HTMLInputElement>(place.dataset.drawField ?? "#none");
  const say = (text: string): void => {
    if (answer) {
      answer.textContent = text;
      answer.hidden = !text;
    }
  };
  const draw = (kind: string): Sketch | null => {
    if (!field) return null;
    sketch?.clear();
    const fresh = new Sketch(map, kind, (shape, text) => {
      field.value = shape ? JSON.stringify(shape) : "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      say(kind === "point" ? "" : text);
    });
    sketch = fresh;
    return fresh;
  };
  if (field && place.dataset.draw) {
    const fresh = draw(place.dataset.draw);
    map.getCanvas().style.cursor = "crosshair";
    if (field.value.startsWith("{")) fresh?.restore(field.value);
    // A form with inputs of several shapes says which one is drawn next; what was drawn before is taken off.
    place.addEventListener("map:draw", (event) => draw((event as CustomEvent<string>).detail));
  }
  for (const button of holder.querySelectorAll<HTMLButtonElement>("[data-map-tool]")) {
    button.addEventListener("click", () => {
      const tool = button.dataset.mapTool;
      if (tool === "locate") {
        navigator.geolocation?.getCurrentPosition(
          ({ coords }) => map.flyTo({ center: [coords.longitude, coords.latitude], zoom: 16 }),
          () => say(button.dataset.failed ?? ""),
        );
      } else if (tool === "clear") {
        sketch?.clear();
        if (!field) sketch = null;
        say("");
      } else {
        sketch?.clear();
        sketch = new Sketch(map, tool === "area" ? "polygon" : "line", (_, text) => say(text));
      }
    });
  }
  map.on("click", (event) => sketch?.add([event.lngLat.lng, event.lngLat.lat]));
}
