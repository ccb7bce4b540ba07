// <div data-chart="id-of-json"> beside <script type="application/json" id="id-of-json">: an ECharts option.
import { BarChart, LineChart } from "echarts/charts";
import { DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

function draw(place: HTMLElement): void {
  const source = document.getElementById(place.dataset.chart ?? "");
  if (!source?.textContent) return;
  const chart = init(place, document.documentElement.dataset.bsTheme === "dark" ? "dark" : null, { renderer: "svg" });
  chart.setOption({ animation: false, textStyle: { fontFamily: "inherit" }, ...JSON.parse(source.textContent) });
  new ResizeObserver(() => chart.resize()).observe(place);
}

const drawAll = (inside: ParentNode): void => inside.querySelectorAll<HTMLElement>("[data-chart]:not([_echarts_instance_])").forEach(draw);
drawAll(document);
// A part of the page that comes later may bring a chart along.
document.addEventListener("htmx:load", (event) => drawAll((event as CustomEvent<{ elt: HTMLElement }>).detail.elt.parentElement ?? document));
