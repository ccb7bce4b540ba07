// The map: boundaries, server-side clusters and objects from vector tiles; no glyphs, no key, no outside address.
import "maplibre-gl/dist/maplibre-gl.css";
import type { FeatureCollection, Geometry } from "geojson";
import * as maplibregl from "maplibre-gl";
import type { Map as MapLibre, StyleSpecification } from "maplibre-gl";
import { Protocol } from "pmtiles";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { countImage, objectImage } from "./map_images";
import { addLive, markImage } from "./map_live";
import { addTools } from "./map_tools";
import { RISK_LAYERS, addRisks, followRevision, riskImage } from "./risk_map";

maplibregl.setWorkerUrl(new URL(workerUrl, import.meta.url).href);
maplibregl.addProtocol("pmtiles", new Protocol().tile);

// {z}/{x}/{y} stay as they are; everything else of the address is made absolute.
const absolute = (address: string): string => new URL(address, location.href).href.replace(/%7B/g, "{").replace(/%7D/g, "}");

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

function styleFor(place: HTMLElement): StyleSpecification {
  const dark = document.documentElement.dataset.bsTheme === "dark";
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": dark ? "#10161f" : "#f4f6f8" } }],
  };
  const base = place.dataset.basemap;
  if (base) {
    style.sources["base"] = base.endsWith(".pmtiles")
      ? { type: "raster", url: `pmtiles://${absolute(base)}`, tileSize: 256 }
      : { type: "raster", tiles: [absolute(base)], tileSize: 256 };
    style.layers.push({ id: "base", type: "raster", source: "base" });
  }
  return style;
}

function addBoundaries(map: MapLibre, url: string): void {
  map.addSource("boundaries", { type: "geojson", data: url });
  map.addLayer({ id: "areas", type: "fill", source: "boundaries", 
    // The borders are drawn by the next layer; smoothing this one would draw them twice.
    paint: { "fill-color": "#1f4e8c", "fill-opacity": 0.04, "fill-antialias": false },
  });
  map.addLayer({
    id: "borders", type: "line", source: "boundaries",
    paint: { "line-color": "#5b7ba6", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 14, 1.6] },
  });
  map.addLayer({
    id: "area-names", type: "symbol", source: "boundaries", minzoom: 10.4, maxzoom: 14,
    layout: { "text-field": ["get", "name"], "text-size": 12, "text-padding": 6 },
    paint: { "text-color": "#3c5678", "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
  });
}

// The roads that ways are computed on: under everything, for those who draw a closure where there is no base map.
function addRoads(map: MapLibre, tiles: string): void {
  map.addSource("roads", { type: "vector", tiles: [absolute(tiles)], minzoom: 8, maxzoom: 15 });
  map.addLayer({
    id: "roads", type: "line", source: "roads", "source-layer": "roads",
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": ["match", ["get", "class"], 0, "#c98a2b", 1, "#8d99a8", "#b4bdc8"],
      "line-width": ["interpolate", ["linear"], ["zoom"], 9, ["match", ["get", "class"], 0, 1.2, 1, 0.7, 0.3], 13, ["match", ["get", "class"], 0, 3, 1, 2, 2, 1.4, 0.8], 17, ["match", ["get", "class"], 0, 12, 1, 9, 2, 7, 4]],
    },
  });
}

function addObjects(map: MapLibre, tiles: string): void {
  map.addSource("objects", { type: "vector", tiles: [absolute(tiles)], minzoom: 0, maxzoom: 16 });
  map.addLayer({
    id: "object-lines", type: "line", source: "objects", "source-layer": "objects",
    filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": "#2a5d9f", "line-width": 2 },
  });
  map.addLayer({
    id: "object-areas", type: "fill", source: "objects", "source-layer": "objects",
    filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#2a5d9f", "fill-opacity": 0.18, "fill-outline-color": "#2a5d9f" },
  });
  map.addLayer({
    id: "objects", type: "symbol", source: "objects", "source-layer": "objects",
    filter: ["==", ["geometry-type"], "Point"],
    layout: {
      "icon-image": ["concat", "object-", ["coalesce", ["get", "shape"], "circle"], "-", ["to-string", ["coalesce", ["get", "condition"], "unknown"]]],
      "icon-allow-overlap": true,
      // Signs stand where they stand: nothing is to be worked out about who hides whom.
      "icon-ignore-placement": true,
    },
  });
  map.addLayer({
    id: "clusters", type: "symbol", source: "objects", "source-layer": "clusters",
    layout: {
      "icon-image": ["concat", "count-", ["get", "label"], "-", ["to-string", ["coalesce", ["get", "worst"], "unknown"]]],
      "icon-allow-overlap": true,
      // Signs stand where they stand: nothing is to be worked out about who hides whom.
      "icon-ignore-placement": true,
    },
  });
}

function addPulse(map: MapLibre): void {
  map.addSource("pulse", { type: "geojson", data: EMPTY });
  map.addLayer({
    id: "pulse", type: "circle", source: "pulse",
    paint: { "circle-radius": 14, "circle-color": "rgba(31,78,140,0.15)", "circle-stroke-color": "#1f4e8c", "circle-stroke-width": 3 },
  });
  document.addEventListener("map:pulse", (event) => {
    const text = (event as CustomEvent<string | null>).detail;
    const [longitude, latitude] = (text ?? "").split(",").map(Number);
    const source = map.getSource("pulse") as maplibregl.GeoJSONSource;
    source.setData(text && Number.isFinite(longitude) && Number.isFinite(latitude)
      ? { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [longitude!, latitude!] } }
      : EMPTY);
  });
}

const OBJECTS = ["objects", "object-lines", "object-areas", ...RISK_LAYERS];
const CLUSTERS = ["clusters", "risk-clusters"];

function open(place: HTMLElement, id: unknown, pattern = place.dataset.peek): void {
  if (!pattern || id === undefined) return;
  const address = pattern.replace("/0/", `/${id}/`);
  const target = document.getElementById("drawer-body");
  const panel = document.querySelector<HTMLDialogElement>("#drawer");
  if (!target || !panel) return void (location.href = address);
  void fetch(address, { headers: { "HX-Request": "true" } }).then((answer) => answer.text()).then((html) => {
    target.innerHTML = html;
    panel.show();
    target.querySelector<HTMLElement>("a, button")?.focus();
  });
}

function addOpening(map: MapLibre, place: HTMLElement): void {
  for (const layer of [...OBJECTS, ...CLUSTERS]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  for (const layer of OBJECTS) map.on("click", layer, (event) => open(place, event.features?.[0]?.properties?.["id"]));
  for (const layer of CLUSTERS) map.on("click", layer, (event) => map.easeTo({ center: event.lngLat, zoom: Math.min(map.getZoom() + 2, 17) }));
  // Without a mouse: arrows move the map, Enter opens what lies nearest its middle, or goes nearer.
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const { clientWidth: w, clientHeight: h } = map.getCanvas();
    const near = map.queryRenderedFeatures([[w / 2 - 40, h / 2 - 40], [w / 2 + 40, h / 2 + 40]], { layers: OBJECTS.filter((each) => map.getLayer(each)) });
    if (near.length) open(place, near[0]!.properties["id"]);
    else map.easeTo({ zoom: Math.min(map.getZoom() + 1, 18) });
  });
}

// The map's extent filters the list, when the reader wants that.
function addExtentFilter(map: MapLibre, place: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>(place.dataset.filterForm ?? "#none");
  const box = form?.querySelector<HTMLInputElement>('input[name="bbox"]');
  const wanted = document.querySelector<HTMLInputElement>("[data-extent-filter]");
  if (!form || !box || !wanted) return;
  let timer = 0;
  const apply = (): void => {
    box.value = wanted.checked ? map.getBounds().toArray().flat().map((each) => each.toFixed(5)).join(",") : "";
    box.disabled = !wanted.checked;
    form.requestSubmit();
  };
  wanted.addEventListener("change", apply);
  map.on("moveend", (event) => {
    if (!wanted.checked || !(event as { originalEvent?: Event }).originalEvent) return;
    clearTimeout(timer);
    timer = window.setTimeout(apply, 350);
  });
}

async function fit(map: MapLibre, place: HTMLElement): Promise<void> {
  const given = (place.dataset.bounds ?? "").split(",").map(Number);
  if (given.length === 4 && given.every(Number.isFinite)) {
    map.fitBounds([[given[0]!, given[1]!], [given[2]!, given[3]!]], { padding: 24, animate: false, maxZoom: 17 });
  } else if (place.dataset.fit !== undefined) {
    // What the page is about; closures lie all over the city.
    const text = document.getElementById(place.dataset.shown ?? "")?.textContent;
    const shown = text ? (JSON.parse(text) as FeatureCollection<Geometry>).features : [];
    const box = new maplibregl.LngLatBounds();
    const all = shown.filter((each) => each.properties?.["look"] !== "shut" || shown.every((one) => one.properties?.["look"] === "shut"));
    const take = (part: unknown): void => {
      if (!Array.isArray(part)) return;
      if (typeof part[0] === "number") box.extend(part as [number, number]);
      else part.forEach(take);
    };
    for (const each of all) if ("coordinates" in each.geometry) take(each.geometry.coordinates);
    if (!box.isEmpty()) map.fitBounds(box, { padding: 40, animate: false, maxZoom: 15 });
  }
}

function addShown(map: MapLibre, place: HTMLElement): void {
  const read = (): FeatureCollection<Geometry> => {
    const text = document.getElementById(place.dataset.shown ?? "")?.textContent;
    return text ? (JSON.parse(text) as FeatureCollection<Geometry>) : EMPTY;
  };
  if (!place.dataset.shown) return;
  map.addSource("shown", { type: "geojson", data: read() });
  map.addLayer({ id: "shown-fill", type: "fill", source: "shown", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ["coalesce", ["get", "fill"], "#1f4e8c"], "fill-opacity": ["case", ["has", "fill"], 0.35, 0.12] } });
  map.addLayer({ id: "shown-line", type: "line", source: "shown", paint: { "line-color": ["case", ["==", ["get", "look"], "shut"], "#b3261e", ["coalesce", ["get", "line"], "#1f4e8c"]], "line-width": ["case", ["==", ["get", "look"], "shut"], 5, ["has", "line"], 1.5, 3] } });
  map.addLayer({ id: "shown-point", type: "circle", source: "shown", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 7, "circle-color": ["case", ["==", ["get", "look"], "shut"], "#b3261e", "#1f4e8c"], "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
  map.addLayer({
    id: "shown-said", type: "symbol", source: "shown", filter: ["has", "said"],
    layout: { "text-field": ["get", "said"], "text-size": 12, "text-offset": [0, 1.2], "text-anchor": "top" },
    paint: { "text-color": "#16365f", "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
  });
  // A part of the page that came anew may have brought the shapes along.
  document.addEventListener("htmx:afterSettle", () => (map.getSource("shown") as maplibregl.GeoJSONSource | undefined)?.setData(read()));
  const pattern = place.dataset.shownPeek;
  if (!pattern) return;
  for (const layer of ["shown-fill", "shown-point"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    map.on("click", layer, (event) => {
      // A sensor inside the area of a warning is what was meant.
      const above = map.queryRenderedFeatures(event.point, { layers: OBJECTS.filter((each) => map.getLayer(each)) });
      if (!above.length) open(place, event.features?.[0]?.properties?.["id"], pattern);
    });
  }
}

function start(place: HTMLElement): void {
  performance.mark("map:start");
  const map = new maplibregl.Map({
    container: place,
    locale: {
      "Map.Title": place.dataset.label ?? "",
      "NavigationControl.ZoomIn": place.dataset.zoomIn ?? "",
      "NavigationControl.ZoomOut": place.dataset.zoomOut ?? "",
      "AttributionControl.ToggleAttribution": place.dataset.attributionLabel ?? "",
    },
    style: styleFor(place),
    center: [116.49, 39.95],
    zoom: 10.2,
    minZoom: 7,
    maxZoom: 18.5,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    attributionControl: false,
    localIdeographFontFamily: '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  if (place.dataset.attribution) map.addControl(new maplibregl.AttributionControl({ customAttribution: place.dataset.attribution, compact: true }));
  map.setMissingStyleImageResolver((id) => {
    const image = id.startsWith("count-") ? countImage(id) : id.startsWith("object-") ? objectImage(id) : id.startsWith("risk-") ? riskImage(id) : id.startsWith("mark-") ? markImage(id) : null;
    if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: 2 });
  });
  map.on("load", () => {
    if (place.dataset.boundaries) addBoundaries(map, place.dataset.boundaries);
    if (place.dataset.roads) addRoads(map, place.dataset.roads);
    if (place.dataset.tiles) addObjects(map, place.dataset.tiles);
    if (place.dataset.riskTiles) {
      const tiles = absolute(place.dataset.riskTiles);
      addRisks(map, tiles);
      followRevision(map, place, tiles);
    }
    addShown(map, place);
    addLive(map, place);
    addPulse(map);
    addOpening(map, place);
    addExtentFilter(map, place);
    addTools(map, place);
  });
  map.on("idle", () => {
    if (place.dataset.mapState !== "idle") performance.measure("map:first-idle", "map:start");
    place.dataset.mapState = "idle";
  });
  map.on("movestart", () => (place.dataset.mapState = "moving"));
  document.addEventListener("map:tiles", (event) => {
    const source = map.getSource("objects") as maplibregl.VectorTileSource | undefined;
    source?.setTiles([absolute((event as CustomEvent<string>).detail)]);
  });
  // Tests and the console reach the map through its element.
  (place as HTMLElement & { map?: MapLibre }).map = map;
  void fit(map, place);
}

for (const place of document.querySelectorAll<HTMLElement>("[data-map]")) start(place);
