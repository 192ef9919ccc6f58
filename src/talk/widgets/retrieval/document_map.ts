/**
 * A flat map: points with names, lines from one of them to those that matter, and no name over
 * another.
 */
import { s, setAttribute } from "../../web/ui/dom.js";

export interface Place {
  name: string;
  /** −1 … 1 */
  position: readonly [number, number];
  /** Among those that are put into the prompt. */
  near: boolean;
  /** Looked at now. */
  open: boolean;
}

type Point = readonly [number, number];

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A name, what it belongs to, and how much room it takes. */
interface Name {
  text: SVGTextElement;
  at: Point;
  /** Room around the point for its own mark. */
  gap: number;
  /** Names of a higher rank choose first, and are never left out. */
  rank: number;
  width: number;
}

/** What a name has to keep clear of. */
interface Scene {
  points: readonly Point[];
  lines: readonly (readonly [Point, Point])[];
  /** Marks, and the names that are set. */
  taken: Box[];
  frame: Box;
  /** Height of a line of text. */
  line: number;
}

interface Spot {
  box: Box;
  /** What speaks against it: what it covers, and how far off it is. */
  cost: number;
  covers: boolean;
  /** A thin line has to say whose it is: it is far off, or another point is nearer to it. */
  far: boolean;
}

const MARGIN = 56;
const MOST_ZOOM = 3;
const DOT = 8;
const NEAR_DOT = 11;
const QUERY = 17;
/** Lines up or down, and steps aside, that are tried for a name. */
const UP_AND_DOWN = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6];
const asIDE = [0, 40, 90];

/**
 * Draw the map into an SVG of this size that is on the page; `query` is null while no question was
 * placed.
 */
export function renderMap(
  map: SVGElement,
  places: readonly Place[],
  query: Point | null,
  width: number,
  height: number,
): void {
  const project = projection(
    [...places.map((place) => place.position), ...(query ? [query] : [])],
    width,
    height,
  );
  const points = places.map((place) => project(place.position));
  const at = query && project(query);
  const lines = at
    ? points.filter((_, index) => places[index]!.near).map((point) => [at, point] as const)
    : [];
  const names = [
    ...(at
      ? [
          {
            text: nameOf("your question", { "data-query": true }),
            at,
            gap: QUERY,
            rank: 3,
            width: 0,
          },
        ]
      : []),
    ...places.map((place, index) => ({
      text: nameOf(place.name, { "data-near": place.near }),
      at: points[index]!,
      gap: radius(place),
      rank: place.near ? 2 : place.open ? 1 : 0,
      width: 0,
    })),
  ];
  map.replaceChildren(
    ...lines.map(([from, to]) =>
      s("line", { class: "map-line", x1: from[0], y1: from[1], x2: to[0], y2: to[1] }),
    ),
    ...places.map((place, index) =>
      s(
        "circle",
        {
          class: "map-dot",
          cx: points[index]![0],
          cy: points[index]![1],
          r: radius(place),
          "data-near": place.near,
          "data-open": place.open,
        },
        s("title", {}, place.name),
      ),
    ),
    ...(at
      ? [
          s("path", {
            class: "map-query",
            d: `M${at[0]} ${at[1] - QUERY}l${QUERY} ${QUERY}-${QUERY} ${QUERY}-${QUERY}-${QUERY}z`,
          }),
        ]
      : []),
    ...names.map((name) => name.text),
  );
  if (names.length === 0) return;
  const line = Number.parseFloat(getComputedStyle(names[0]!.text).fontSize) * 1.2;
  const taken = names.map((name) => around(name.at, name.gap + 2));
  setNames(map, names, {
    points: names.map((name) => name.at),
    lines,
    taken,
    frame: { left: 0, top: 0, right: width, bottom: height },
    line,
  });
}

/**
 * From −1 … 1 to the picture, so that what is shown fills it; both directions alike, or the map
 * would lie about distances.
 */
function projection(
  shown: readonly Point[],
  width: number,
  height: number,
): (point: Point) => Point {
  const [left, right] = ends(shown.map((point) => point[0]));
  const [low, high] = ends(shown.map((point) => point[1]));
  const whole = Math.min(width - 2 * MARGIN, height - 2 * MARGIN) / 2;
  const scale = Math.min(
    whole * MOST_ZOOM,
    (width - 2 * MARGIN) / Math.max(right - left, 1e-6),
    (height - 2 * MARGIN) / Math.max(high - low, 1e-6),
  );
  return ([x, y]) => [
    Math.round(width / 2 + (x - (left + right) / 2) * scale),
    Math.round(height / 2 - (y - (low + high) / 2) * scale),
  ];
}

function ends(values: readonly number[]): [number, number] {
  return values.length === 0 ? [-1, 1] : [Math.min(...values), Math.max(...values)];
}

function radius(place: Place): number {
  return place.near ? NEAR_DOT : DOT;
}

function nameOf(text: string, attributes: Record<string, boolean>): SVGTextElement {
  return s("text", { class: "map-name", ...attributes }, text) as SVGTextElement;
}

/**
 * Every name beside its point where it covers nothing; where there is no such place it is left out:
 * the ranking has it.
 */
function setNames(map: SVGElement, names: Name[], scene: Scene): void {
  for (const name of names) name.width = name.text.getComputedTextLength();
  for (const name of names.toSorted((one, other) => other.rank - one.rank)) {
    const best = spotsFor(name, scene).reduce((one, other) =>
      other.cost < one.cost ? other : one,
    );
    if (best.covers && name.rank === 0) {
      name.text.remove();
      continue;
    }
    scene.taken.push(best.box);
    setAttribute(name.text, "x", best.box.left);
    setAttribute(name.text, "y", best.box.top + scene.line * 0.8);
    if (best.far) map.insertBefore(leader(name, best.box), map.firstChild);
  }
}

/**
 * To the right (1) and to the left (−1) of its point, near it or aside, and in the middle (0) above
 * and below.
 */
function spotsFor(name: Name, scene: Scene): Spot[] {
  const beside = UP_AND_DOWN.flatMap((rows) =>
    asIDE.flatMap((aside) => [
      spotAt(name, scene, 1, aside, rows),
      spotAt(name, scene, -1, aside, rows),
    ]),
  );
  return [
    ...beside,
    ...UP_AND_DOWN.filter((rows) => rows !== 0).map((rows) => spotAt(name, scene, 0, 0, rows)),
  ];
}

function spotAt(
  name: Name,
  { points, lines, taken, frame, line }: Scene,
  side: number,
  aside: number,
  rows: number,
): Spot {
  const [x, y] = name.at;
  const left =
    side === 0
      ? x - name.width / 2
      : side > 0
        ? x + name.gap + 9 + aside
        : x - name.gap - 9 - aside - name.width;
  const middle =
    side === 0
      ? y + Math.sign(rows) * (name.gap + 2 + (Math.abs(rows) - 0.5) * line)
      : y + rows * line;
  const box = {
    left: Math.round(left),
    top: Math.round(middle - line / 2),
    right: Math.round(left + name.width),
    bottom: Math.round(middle + line / 2),
  };
  const covered =
    taken.reduce((sum, other) => sum + overlap(box, other), 0) + outside(box, frame) * 10;
  const crossed = lines.filter(([from, to]) => crosses(from, to, box)).length;
  const others = points.filter((point) => point !== name.at).map((point) => distance(point, box));
  const unclear = Math.min(...others) < distance(name.at, box) + 4;
  const far = unclear || aside > 0 || Math.abs(rows) > 1;
  return {
    box,
    covers: covered > 0,
    far,
    cost:
      covered * 20 +
      crossed * 60 +
      aside +
      Math.abs(rows) * line +
      (side === 0 ? 8 : 0) +
      (unclear ? line : 0),
  };
}

function around([x, y]: Point, by: number): Box {
  return { left: x - by, top: y - by, right: x + by, bottom: y + by };
}

/** Area that both cover. */
function overlap(one: Box, other: Box): number {
  const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/** Area of a box outside the frame. */
function outside(box: Box, frame: Box): number {
  return (box.right - box.left) * (box.bottom - box.top) - overlap(box, frame);
}

function crosses(from: Point, to: Point, box: Box): boolean {
  const steps = 24;
  for (let n = 0; n <= steps; n += 1) {
    const x = from[0] + ((to[0] - from[0]) * n) / steps;
    const y = from[1] + ((to[1] - from[1]) * n) / steps;
    if (x > box.left && x < box.right && y > box.top && y < box.bottom) return true;
  }
  return false;
}

/** From a point to the nearest part of a box. */
function distance([x, y]: Point, box: Box): number {
  return Math.hypot(
    Math.max(box.left - x, 0, x - box.right),
    Math.max(box.top - y, 0, y - box.bottom),
  );
}

/** From a point to the nearest part of its name. */
function leader(name: Name, box: Box): SVGElement {
  const [x, y] = name.at;
  return s("line", {
    class: "map-leader",
    x1: x,
    y1: y,
    x2: Math.min(Math.max(x, box.left), box.right),
    y2: Math.min(Math.max(y, box.top), box.bottom),
  });
}
