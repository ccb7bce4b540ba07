// Images drawn on demand: digits need no glyph server; shape means kind, the ring means the state of work.
const RING: Record<string, string> = { fault: "#c92a2a", attention: "#b8690a", normal: "#2b7a3d", unknown: "#868e96" };
const SCALE = 2;

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = element.height = size * SCALE;
  const pen = element.getContext("2d", { willReadFrequently: true })!;
  pen.scale(SCALE, SCALE);
  return pen;
}

function image(pen: CanvasRenderingContext2D): ImageData {
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

function short(count: number): string {
  return count < 1000 ? String(count) : count < 10_000 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`;
}

export function countImage(id: string): ImageData {
  const [, text = "0", worst = "unknown"] = id.split("-");
  const count = Number(text);
  const radius = Math.min(24, 11 + Math.log10(Math.max(count, 1)) * 4);
  const size = Math.ceil(radius * 2 + 6);
  const pen = canvas(size);
  pen.beginPath();
  pen.arc(size / 2, size / 2, radius, 0, Math.PI * 2);
  pen.fillStyle = "rgba(255,255,255,0.94)";
  pen.fill();
  pen.lineWidth = 3;
  pen.strokeStyle = RING[worst] ?? RING["unknown"]!;
  if (worst === "unknown") pen.setLineDash([4, 3]);
  pen.stroke();
  pen.fillStyle = "#182433";
  pen.font = '600 12px "Noto Sans CJK SC", sans-serif';
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(short(count), size / 2, size / 2 + 0.5);
  return image(pen);
}

function outline(pen: CanvasRenderingContext2D, shape: string, middle: number, r: number): void {
  const corners: Record<string, [number, number]> = { triangle: [3, -90], square: [4, -45], diamond: [4, -90], pentagon: [5, -90], hexagon: [6, -90] };
  const polygon = corners[shape];
  pen.beginPath();
  if (!polygon) {
    pen.arc(middle, middle, r, 0, Math.PI * 2);
    return;
  }
  const [count, turn] = polygon;
  for (let n = 0; n < count; n += 1) {
    const angle = ((turn + (360 / count) * n) * Math.PI) / 180;
    pen.lineTo(middle + r * 1.15 * Math.cos(angle), middle + r * 1.15 * Math.sin(angle));
  }
  pen.closePath();
}

export function objectImage(id: string): ImageData {
  const [, shape = "circle", state = "unknown"] = id.split("-");
  const size = 20;
  const pen = canvas(size);
  outline(pen, shape, size / 2, 6);
  pen.fillStyle = "#ffffff";
  pen.fill();
  pen.lineWidth = 2.6;
  pen.strokeStyle = RING[state] ?? RING["unknown"]!;
  if (state === "unknown") pen.setLineDash([2.5, 2]);
  pen.stroke();
  pen.beginPath();
  pen.arc(size / 2, size / 2, 2, 0, Math.PI * 2);
  pen.fillStyle = "#1f4e8c";
  pen.fill();
  return image(pen);
}
