// <div data-chart="id-of-json"> beside <script type="application/json" id="id-of-json">: an ECharts option.
import { BarChart, LineChart } from "echarts/charts";
import { DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

for (const place of document.querySelectorAll<HTMLElement>("[data-chart]")) {
  const source = document.getElementById(place.dataset.chart ?? "");
  if (!source?.textContent) continue;
  const chart = init(place, document.documentElement.dataset.bsTheme === "dark" ? "dark" : null, { renderer: "svg" });
  chart.setOption({ animation: false, textStyle: { fontFamily: "inherit" }, ...JSON.parse(source.textContent) });
  new ResizeObserver(() => chart.resize()).observe(place);
}
