/**
 * Curves as a small SVG, with a name at the end of each, a baseline instead of a grid, and named
 * horizontal lines.
 */
import { h, renderList, s, setAttribute, setText } from "./dom.js";
import { t } from "./messages.js";
import { large } from "./numbers.js";

export interface Curve {
  name: string;
  points: readonly (readonly [number, number])[];
  accent?: boolean;
}

export interface Axis {
  label?: string;
  log?: boolean;
  /** Ends of the axis; the smallest and the largest value when left out. */
  min?: number | undefined;
  max?: number | undefined;
}

export interface CurvesData {
  curves: readonly Curve[];
  lines?: readonly { name: string; y: number }[];
  x?: Axis;
  y?: Axis;
  /** Ends of both axes; those of the points when left out. */
  range?: { x: readonly [number, number]; y: readonly [number, number] };
  /** Named places on the x axis, e.g. where a training was stopped. */
  marks?: readonly { name: string; x: number }[];
  /** A single measurement beside the curves, shown as a diamond. */
  point?: { name: string; at: readonly [number, number] } | null;
  /** Place on the x axis that the reader's slider points at. */
  cursor?: number | null;
  /** Description for those who cannot see the curves. */
  summary: string;
  /** Function that writes a value; `large` by default. */
  say?: (value: number) => string;
}

interface Scale {
  at(value: number): number;
  ticks: number[];
}

const MARGIN = { top: 46, right: 250, bottom: 74, left: 96 };
/** Width of a letter of a name, in the SVG's units. */
const LETTER = 13;
/** Margin below a figure that shares the x axis of the figure under it. */
const BARE_BOTTOM = 20;

export class Curves {
  readonly root: HTMLElement;
  readonly #svg = s("svg", { role: "img" });
  readonly #right: number;
  /**
   * True on a phone, where the curves' names stand below the picture instead of beside it, and only
   * the ends of the axis have a tick.
   */
  readonly #narrow: boolean;
  readonly #key = h("ul", { class: "curves-key", "aria-hidden": "true" });

  /**
   * Width and height are in the SVG's own units. Its text is sized in the same units, so they
   * should be the figure's size in pixels on the stage. A `bare` figure has no x axis of its own.
   */
  constructor(
    private readonly width: number,
    private readonly height: number,
    right = MARGIN.right,
    private readonly bare = false,
  ) {
    // Widgets make narrower figures on phones only.
    this.#narrow = width < 500;
    this.#right = this.#narrow ? 24 : right;
    setAttribute(this.#svg, "viewBox", `0 0 ${width} ${height}`);
    this.root = h("div", { class: "curves" }, this.#svg, this.#narrow ? this.#key : "");
  }

  render(data: CurvesData): void {
    const say = data.say ?? large;
    const points = data.curves.flatMap((curve) => curve.points);
    const [left, right, top, bottom] = [
      MARGIN.left,
      this.width - this.#right,
      MARGIN.top,
      this.height - (this.bare ? BARE_BOTTOM : MARGIN.bottom),
    ];
    const x = scale(data.range?.x ?? points.map((point) => point[0]), left, right, data.x);
    const y = scale(
      data.range?.y ?? [
        ...points.map((point) => point[1]),
        ...(data.lines ?? []).map((line) => line.y),
        ...(data.point ? [data.point.at[1]] : []),
      ],
      bottom,
      top,
      data.y,
    );
    const curves = data.curves.filter((curve) => curve.points.length > 0);
    // 30 units apart: a line of a label. The names of curves and of lines share the right margin.
    const ends = spread(
      [
        ...curves.map((curve) => ({ y: y.at(curve.points.at(-1)![1]) })),
        ...(data.lines ?? []).map((line) => ({ y: y.at(line.y) })),
      ],
      30,
      bottom - 10,
    );
    // With its last value: a label at the end of a curve replaces legend and grid.
    const title = (curve: Curve): string => `${curve.name} ${say(curve.points.at(-1)![1])}`;
    const name = (kind: string, at: { y: number }, text: string): SVGElement =>
      s("text", { class: `label ${kind}`, x: right + 16, y: at.y + 8 }, text);
    /** Put a line's name over its right end, or over the left one where a curve crosses it. */
    const over = (line: { name: string; y: number }): SVGElement => {
      const crossed = curves.some((curve) =>
        crosses(curve, x, y, right - line.name.length * LETTER, y.at(line.y) - 20),
      );
      return s(
        "text",
        {
          class: "label reference-label",
          x: crossed ? left : right,
          y: y.at(line.y) - 12,
          "text-anchor": crossed ? null : "end",
        },
        line.name,
      );
    };
    const xTicks = this.#narrow && x.ticks.length > 2 ? [x.ticks[0]!, x.ticks.at(-1)!] : x.ticks;
    /** Return the anchor that keeps a tick's label inside the picture. */
    const anchor = (tick: number): string =>
      this.#narrow && x.at(tick) > right - 40 ? "end" : "middle";
    /** Return whether a curve runs through the lower part of the picture there. */
    const low = (at: number): boolean =>
      data.curves.some((curve) =>
        curve.points.some(
          (point) => Math.abs(x.at(point[0]) - x.at(at)) < 120 && y.at(point[1]) > bottom - 60,
        ),
      );
    // Names of marks stand on the baseline, or at the top where a curve is in the way.
    const marks = bottom - 14;
    this.#renderKey(
      curves.map((curve) => ({ kind: curve.accent ? "accent" : "ink", text: title(curve) })),
      data.point?.name,
    );
    setAttribute(this.#svg, "aria-label", data.summary);
    this.#svg.replaceChildren(
      s("line", { class: "baseline", x1: left, x2: right, y1: bottom, y2: bottom }),
      ...(this.bare ? [] : xTicks).map((tick) =>
        s(
          "text",
          { class: "tick", x: x.at(tick), y: bottom + 30, "text-anchor": anchor(tick) },
          say(tick),
        ),
      ),
      ...y.ticks.map((tick) =>
        s(
          "text",
          { class: "tick", x: left - 14, y: y.at(tick) + 8, "text-anchor": "end" },
          say(tick),
        ),
      ),
      s(
        "text",
        { class: "axis", x: right, y: bottom + 62, "text-anchor": "end" },
        this.bare ? "" : axisName(data.x),
      ),
      s("text", { class: "axis", x: 0, y: 24 }, axisName(data.y)),
      ...(data.lines ?? []).flatMap((line, index) => [
        s("line", { class: "reference", x1: left, x2: right, y1: y.at(line.y), y2: y.at(line.y) }),
        this.#narrow
          ? over(line)
          : name("reference-label", ends[curves.length + index]!, line.name),
      ]),
      ...(data.marks ?? []).map((mark) =>
        s("line", {
          class: "reference",
          x1: x.at(mark.x),
          x2: x.at(mark.x),
          y1: top - 10,
          y2: bottom,
        }),
      ),
      ...(data.cursor === null || data.cursor === undefined
        ? []
        : [
            s("line", {
              class: "cursor",
              x1: x.at(data.cursor),
              x2: x.at(data.cursor),
              y1: top,
              y2: bottom,
            }),
          ]),
      // Behind lines and cursor, which therefore lie under the curves: SVG paints in this order.
      ...curves.flatMap((curve, index) => {
        const last = curve.points.at(-1)!;
        const kind = curve.accent ? "accent" : "ink";
        return [
          s("polyline", {
            class: `curve curve-${kind}`,
            points: curve.points
              .map((point) => `${round(x.at(point[0]))},${round(y.at(point[1]))}`)
              .join(" "),
          }),
          s("circle", { class: `end end-${kind}`, cx: x.at(last[0]), cy: y.at(last[1]), r: 6 }),
          ...(this.#narrow ? [] : [name(`label-${kind}`, ends[index]!, title(curve))]),
        ];
      }),
      ...(data.marks ?? []).map((mark) => {
        const aside = x.at(mark.x) > (left + right) / 2;
        return s(
          "text",
          {
            class: "label mark-label",
            x: x.at(mark.x) + (aside ? -10 : 10),
            y: low(mark.x) ? top + 16 : marks,
            "text-anchor": aside ? "end" : null,
          },
          mark.name,
        );
      }),
      ...(data.point
        ? diamond(
            x.at(data.point.at[0]),
            y.at(data.point.at[1]),
            this.#narrow ? null : data.point.name,
          )
        : []),
    );
  }

  #renderKey(curves: readonly { kind: string; text: string }[], point: string | undefined): void {
    const items = [...curves, ...(point === undefined ? [] : [{ kind: "point", text: point }])];
    renderList(
      this.#key,
      items,
      () => h("li", {}),
      (element, { kind, text }) => {
        setAttribute(element, "class", `key label-${kind}`);
        setText(element, text);
      },
    );
  }
}

/** Return whether a curve crosses the height of a name between `begin` and the right end. */
function crosses(curve: Curve, x: Scale, y: Scale, begin: number, at: number): boolean {
  return curve.points.some((point, index) => {
    const before = curve.points[index - 1];
    return (
      before !== undefined &&
      x.at(point[0]) > begin &&
      (y.at(before[1]) - at) * (y.at(point[1]) - at) < 0
    );
  });
}

/** Return a diamond with its name above it, because to its right are the names of the curves. */
function diamond(x: number, y: number, name: string | null): SVGElement[] {
  const mark = s("path", {
    class: "end point",
    d: `M${round(x)} ${round(y) - 14}l14 14-14 14-14-14z`,
  });
  return name === null
    ? [mark]
    : [
        mark,
        s("text", { class: "label label-point", x: x + 14, y: y - 26, "text-anchor": "end" }, name),
      ];
}

function axisName(axis: Axis | undefined): string {
  const name = axis?.label ?? "";
  return axis?.log ? t("axis-log", { name }).trim() : name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function scale(values: readonly number[], from: number, to: number, axis: Axis = {}): Scale {
  const log = axis.log ?? false;
  // A logarithm has no place for 0.
  const usable = log ? values.filter((value) => value > 0) : values;
  const low = axis.min ?? (usable.length === 0 ? 0 : usable.reduce((a, b) => Math.min(a, b)));
  let high = axis.max ?? (usable.length === 0 ? 1 : usable.reduce((a, b) => Math.max(a, b)));
  // A single value, or equal ones, would divide by 0.
  if (low === high) high = low + 1;
  const place = (value: number): number => (log ? Math.log10(Math.max(value, low)) : value);
  const [a, b] = [place(low), place(high)];
  const at = (value: number): number => from + ((place(value) - a) / (b - a)) * (to - from);
  return { at, ticks: log ? powers(low, high) : steps(low, high) };
}

/** Return the powers of ten inside the range; its ends where there are fewer than two. */
function powers(low: number, high: number): number[] {
  const found: number[] = [];
  // A high end that is a trace under a power of ten has its tick as well.
  for (let exponent = Math.ceil(Math.log10(low)); 10 ** exponent <= high * 1.0001; exponent += 1)
    found.push(10 ** exponent);
  return found.length >= 2 ? found : [low, high];
}

/** Return three to six round numbers inside the range. */
function steps(low: number, high: number): number[] {
  // About four steps; the next round one above.
  const raw = (high - low) / 4;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step =
    [1, 2, 5, 10]
      .map((factor) => factor * size)
      .find((candidate) => (high - low) / candidate <= 5) ?? 10 * size;
  const found: number[] = [];
  // Rounding must not lose the tick at either end.
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step)
    // 0.1 + 0.2 would be written as 0.30000000000000004.
    found.push(Number(tick.toPrecision(12)));
  return found;
}

/** Move labels apart, in their order, so that none covers another or is below `lowest`. */
function spread(labels: readonly { y: number }[], gap: number, lowest: number): { y: number }[] {
  const moved = labels.map((label) => ({ ...label }));
  const order = moved.toSorted((a, b) => a.y - b.y);
  order.forEach((label, index) => {
    const above = order[index - 1];
    if (above && label.y - above.y < gap) label.y = above.y + gap;
  });
  // Downwards first, then up again from the lowest: what was pushed out at the bottom comes back.
  order.toReversed().forEach((label, index, reversed) => {
    const below = reversed[index - 1];
    label.y = Math.min(label.y, below ? below.y - gap : lowest);
  });
  return moved;
}
