// Images drawn on demand: digits need no glyph server. Shape means kind of thing; colour, letter and hatch mean condition.
// The legend (supervision/assets/templatetags/assets.py) shows the same shapes and letters.
const RING: Record<string, string> = { fault: "#c92a2a", attention: "#b8690a", normal: "#2b7a3d", unknown: "#6b7480" };
const LETTERS: Record<string, [string, string]> = { fault: ["异", "F"], attention: ["关", "A"], unknown: ["?", "?"] };
export const FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const SCALE = 2;

const colour = (state: string): string => RING[state] ?? RING["unknown"]!;

function letter(state: string): string {
  return (LETTERS[state] ?? ["", ""])[document.documentElement.lang.startsWith("en") ? 1 : 0];
}

export function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = element.height = size * SCALE;
  const pen = element.getContext("2d", { willReadFrequently: true })!;
  pen.scale(SCALE, SCALE);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  return pen;
}

export function image(pen: CanvasRenderingContext2D): ImageData {
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

// Nobody knows how it stands: grey hatching, which no other state has.
export function hatch(pen: CanvasRenderingContext2D, size: number): void {
  pen.save();
  pen.clip();
  pen.strokeStyle = "#aab2bb";
  pen.lineWidth = 1.1;
  pen.beginPath();
  for (let x = -size; x < size; x += 4) {
    pen.moveTo(x, size);
    pen.lineTo(x + size, 0);
  }
  pen.stroke();
  pen.restore();
}

export function countImage(id: string): ImageData {
  const [, words = "0", worst = "unknown"] = id.split("-");
  const count = words.endsWith("k") ? Number(words.slice(0, -1)) * 1000 : Number(words);
  const radius = Math.min(24, 11 + Math.log10(Math.max(count, 1)) * 4);
  const size = Math.ceil(radius * 2 + 10);
  const middle = size / 2;
  const pen = canvas(size);
  pen.beginPath();
  pen.arc(middle, middle, radius, 0, Math.PI * 2);
  pen.fillStyle = "rgba(255,255,255,0.95)";
  pen.fill();
  if (worst === "unknown") hatch(pen, size);
  pen.lineWidth = 3;
  pen.strokeStyle = colour(worst);
  if (worst === "unknown") pen.setLineDash([4, 3]);
  pen.beginPath();
  pen.arc(middle, middle, radius, 0, Math.PI * 2);
  pen.stroke();
  pen.setLineDash([]);
  pen.font = `600 12px ${FONT}`;
  if (worst === "unknown") {
    pen.lineWidth = 3;
    pen.strokeStyle = "#ffffff";
    pen.strokeText(words, middle, middle + 0.5);
  }
  pen.fillStyle = "#182433";
  pen.fillText(words, middle, middle + 0.5);
  const mark = letter(worst);
  if (mark) {
    const [x, y] = [middle + radius * 0.72, middle - radius * 0.72];
    pen.beginPath();
    pen.arc(x, y, 6.5, 0, Math.PI * 2);
    pen.fillStyle = colour(worst);
    pen.fill();
    pen.fillStyle = "#ffffff";
    pen.font = `700 9px ${FONT}`;
    pen.fillText(mark, x, y + 0.5);
  }
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
    pen.lineTo(middle + r * 1.18 * Math.cos(angle), middle + r * 1.18 * Math.sin(angle));
  }
  pen.closePath();
}

export function objectImage(id: string): ImageData {
  const [, shape = "circle", state = "unknown"] = id.split("-");
  const size = 26;
  const middle = size / 2;
  const pen = canvas(size);
  outline(pen, shape, middle, 8.5);
  pen.fillStyle = "#ffffff";
  pen.fill();
  if (state === "unknown") hatch(pen, size);
  outline(pen, shape, middle, 8.5);
  pen.lineWidth = 2.4;
  pen.strokeStyle = colour(state);
  if (state === "unknown") pen.setLineDash([2.5, 2]);
  pen.stroke();
  pen.setLineDash([]);
  const mark = letter(state);
  // A triangle is widest below its middle.
  const low = shape === "triangle" ? 1.5 : 0.5;
  if (mark) {
    pen.font = `700 9px ${FONT}`;
    pen.lineWidth = 2.5;
    pen.strokeStyle = "#ffffff";
    pen.strokeText(mark, middle, middle + low);
    pen.fillStyle = colour(state);
    pen.fillText(mark, middle, middle + low);
  } else {
    pen.beginPath();
    pen.arc(middle, middle + low - 0.5, 2, 0, Math.PI * 2);
    pen.fillStyle = colour(state);
    pen.fill();
  }
  return image(pen);
}
