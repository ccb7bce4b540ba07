// The inputs of a model that are geometry: drawn on the map into the rows of the form, and seen there as they stand.
import type { Feature, Geometry, LineString, Point, Polygon, Position } from "geojson";
import type { Map as MapLibre, GeoJSONSource } from "maplibre-gl";
import { metres } from "./map_tools";

type AddRow = (group: HTMLElement) => HTMLTableRowElement | null;
type Values = Record<string, string>;
interface Place { lon: number; lat: number; name: string; people: number | null }
interface Inside { places: Place[]; uncounted: number; left_off: number }

const PAIRS = [["lon", "lat"], ["longitude", "latitude"], ["x", "y"]] as const;
const METRES_PER_DEGREE = 111_195;
const degrees = (value: number): string => value.toFixed(6);

const column = (row: Element, name: string): HTMLInputElement | null => row.querySelector<HTMLInputElement>(`[data-column="${name}"]`);
const pairOf = (row: Element): readonly [string, string] | null => PAIRS.find(([east]) => column(row, east)) ?? null;
const at = (row: Element, east: string, north: string): Position | null => {
  const [x, y] = [column(row, east)?.value ?? "", column(row, north)?.value ?? ""];
  const place = [Number(x), Number(y)];
  return x && y && place.every(Number.isFinite) && Math.abs(place[1]!) <= 85 && Math.abs(place[0]!) <= 180 ? place : null;
};

// The least circle about the middle of the corners that holds all of them.
function circle(ring: Position[]): { centre: Position; radius: number } {
  const corners = ring.slice(0, -1);
  const centre = [0, 1].map((axis) => corners.reduce((sum, each) => sum + each[axis]!, 0) / corners.length);
  return { centre, radius: Math.max(...corners.map((each) => metres([centre, each]))) };
}

function ring(centre: Position, radius: number): Position[] {
  const up = radius / METRES_PER_DEGREE, across = up / Math.cos((centre[1]! * Math.PI) / 180);
  return Array.from({ length: 49 }, (_, n) => [centre[0]! + across * Math.cos((n * Math.PI) / 24), centre[1]! + up * Math.sin((n * Math.PI) / 24)]);
}

export function addDrawing(form: HTMLFormElement, addRow: AddRow): void {
  const clicked = form.querySelector<HTMLInputElement>("#clicked");
  const holder = form.querySelector<HTMLElement & { map?: MapLibre }>("[data-map]");
  const panel = form.querySelector<HTMLElement>("[data-drawing]");
  const select = panel?.querySelector<HTMLSelectElement>("[data-click-target]");
  const done = panel?.querySelector<HTMLButtonElement>("[data-draw-done]");
  const back = panel?.querySelector<HTMLButtonElement>("[data-draw-back]");
  const hint = panel?.querySelector<HTMLElement>("[data-draw-hint]");
  if (!clicked || !holder) return;
  const undo: Array<Array<[HTMLInputElement, string]>> = [];
  let touched: Array<[HTMLInputElement, string]> = [];
  const target = (): { key: string; shape: string; use: string } => {
    const chosen = select?.selectedOptions[0];
    return { key: chosen?.value ?? "", shape: chosen?.dataset.shape ?? "point", use: chosen?.dataset.use ?? "spot" };
  };
  const put = (field: HTMLInputElement | null, value: string): void => {
    if (!field) return;
    touched.push([field, field.value]);
    field.value = value;
  };

  // The next row that holds no place yet gets the values; there is always one more.
  const putRow = (key: string, values: (row: Element) => Values): void => {
    const group = form.querySelector<HTMLElement>(`[data-rows="${key}"]`);
    if (!group) return;
    const empty = [...group.querySelectorAll<HTMLElement>("[data-row-of]")].find((row) => !(column(row, pairOf(row)?.[0] ?? "from_lon")?.value));
    const row = empty ?? addRow(group);
    if (!row) return;
    for (const [name, value] of Object.entries(values(row))) put(column(row, name), value);
    group.closest("details")?.setAttribute("open", "");
  };
  const putPlace = (key: string, [lon, lat]: Position, more: Values = {}): void =>
    putRow(key, (row) => {
      const [east, north] = pairOf(row) ?? ["lon", "lat"];
      return { [east]: degrees(lon!), [north]: degrees(lat!), ...more };
    });
  const putPeople = async (key: string, area: Polygon): Promise<void> => {
    const answer = await fetch(`${panel!.dataset.inside}?${new URLSearchParams({ area: JSON.stringify(area) })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = (await answer.json()) as Inside;
    for (const each of found.places) {
      const people = each.people === null ? "" : String(each.people);
      putPlace(key, [each.lon, each.lat], { name: each.name, people, weight: people });
    }
    const [none, some] = [panel!.dataset.none ?? "", panel!.dataset.some ?? ""];
    if (hint) hint.textContent = found.places.length ? some.replace("%n", String(found.places.length)).replace("%u", String(found.uncounted)) : none;
  };

  const commit = async (shape: Geometry): Promise<void> => {
    const { key, use } = target();
    touched = [];
    if (shape.type === "Point") {
      const [lon, lat] = (shape as Point).coordinates;
      put(form.querySelector<HTMLInputElement>("#spot"), `${degrees(lon!)},${degrees(lat!)}`);
      if (use === "place") {
        put(form.querySelector<HTMLInputElement>("#in-lon"), degrees(lon!));
        put(form.querySelector<HTMLInputElement>("#in-lat"), degrees(lat!));
      } else if (use === "row") putPlace(key, [lon!, lat!]);
    } else if (use === "segments") {
      const points = (shape as LineString).coordinates;
      for (let n = 1; n < points.length; n += 1) {
        const [from, to] = [points[n - 1]!, points[n]!];
        putRow(key, () => ({ from_lon: degrees(from[0]!), from_lat: degrees(from[1]!), to_lon: degrees(to[0]!), to_lat: degrees(to[1]!) }));
      }
    } else if (use === "circle") {
      const { centre, radius } = circle((shape as Polygon).coordinates[0]!);
      putPlace(key, centre, { radius_m: String(Math.ceil(radius)) });
    } else await putPeople(key, shape as Polygon);
    if (touched.length) undo.push(touched);
    if (back) back.disabled = !undo.length;
    paint();
  };

  const ask = (): void => {
    const { shape, use } = target();
    if (done) done.disabled = true;
    if (hint) hint.textContent = (shape === "point" ? hint.dataset.point : shape === "line" ? hint.dataset.line : hint.dataset[use]) ?? "";
    holder.dispatchEvent(new CustomEvent("map:draw", { detail: shape }));
  };
  clicked.addEventListener("input", () => {
    const shape = clicked.value ? (JSON.parse(clicked.value) as Geometry) : null;
    if (shape?.type === "Point") void commit(shape);
    else if (done) done.disabled = !shape;
  });
  done?.addEventListener("click", () => {
    if (!clicked.value) return;
    const shape = JSON.parse(clicked.value) as Geometry;
    holder.dispatchEvent(new CustomEvent("map:draw", { detail: target().shape }));
    done.disabled = true;
    void commit(shape);
  });
  back?.addEventListener("click", () => {
    for (const [field, value] of (undo.pop() ?? []).reverse()) field.value = value;
    back.disabled = !undo.length;
    holder.dispatchEvent(new CustomEvent("map:draw", { detail: target().shape }));
    paint();
  });
  select?.addEventListener("change", ask);
  if (panel) ask();

  // Everything that the form says of places, as it is sent.
  function features(): Feature[] {
    const found: Feature[] = [];
    const add = (geometry: Geometry, said = ""): void => void found.push({ type: "Feature", properties: said ? { said } : {}, geometry });
    const [lon, lat] = [form.querySelector<HTMLInputElement>("#in-lon")?.value, form.querySelector<HTMLInputElement>("#in-lat")?.value];
    if (lon && lat && [lon, lat].every((each) => Number.isFinite(Number(each)))) add({ type: "Point", coordinates: [Number(lon), Number(lat)] });
    for (const row of form.querySelectorAll("[data-row-of]")) {
      const pair = pairOf(row);
      const place = pair && at(row, pair[0], pair[1]);
      const [from, to] = [at(row, "from_lon", "from_lat"), at(row, "to_lon", "to_lat")];
      const radius = Number(column(row, "radius_m")?.value ?? 0);
      if (from && to) add({ type: "LineString", coordinates: [from, to] });
      if (place && radius > 0) add({ type: "Polygon", coordinates: [ring(place, radius)] });
      else if (place) add({ type: "Point", coordinates: place }, column(row, "name")?.value);
    }
    return found;
  }
  function paint(): void {
    (holder!.map?.getSource("given") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features: features() });
  }
  // The map is ready once its own layers stand; whether that was before or after this script is not known.
  const begin = (): void => {
    const map = holder.map;
    if (!map?.getLayer("pulse")) return void window.setTimeout(begin, 50);
    map.addSource("given", { type: "geojson", data: { type: "FeatureCollection", features: features() } });
    map.addLayer({ id: "given-fill", type: "fill", source: "given", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#b3261e", "fill-opacity": 0.15 } });
    map.addLayer({ id: "given-line", type: "line", source: "given", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#b3261e", "line-width": 2.5 } });
    map.addLayer({ id: "given-point", type: "circle", source: "given", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 6, "circle-color": "#b3261e", "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
    map.addLayer({ id: "given-said", type: "symbol", source: "given", filter: ["has", "said"], layout: { "text-field": ["get", "said"], "text-size": 12, "text-offset": [0, 1], "text-anchor": "top" }, paint: { "text-color": "#7a0c1e", "text-halo-color": "#ffffff", "text-halo-width": 1.4 } });
    paint();
  };
  begin();
  form.addEventListener("input", (event) => event.target !== clicked && paint());
  form.addEventListener("click", (event) => (event.target as Element).closest("[data-add-row]") && paint());
}
