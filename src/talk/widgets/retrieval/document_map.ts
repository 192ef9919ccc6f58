/**
 * A flat map: points with names, lines from the question to the documents of the prompt, and no
 * name over another.
 */
import { s, setAttribute } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";

export interface Place {
  name: string;
  /** Coordinates from −1 to 1. */
  position: readonly [number, number];
  /** Whether the document is put into the prompt. */
  near: boolean;
  /** Whether the document is shown in full. */
  open: boolean;
}

type Point = readonly [number, number];

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A name, the point it belongs to, and how much room it needs. */
interface Name {
  text: SVGTextElement;
  at: Point;
  /** Distance to the point, for the point's own mark. */
  gap: number;
  /** Names of a higher rank are placed first; those over 0 are never left out. */
  rank: number;
  width: number;
}

/** All that a name must not cover. */
interface Scene {
  points: readonly Point[];
  lines: readonly (readonly [Point, Point])[];
  /** Marks of the points, and the names placed so far. */
  occupied: Box[];
  frame: Box;
  /** Height of a line of text. */
  line: number;
}

interface Spot {
  box: Box;
  /** Cost of the place: what the name would cover, and how far off it would be. */
  cost: number;
  covers: boolean;
  /**
   * Whether a thin line must join name and point: they are far apart, or another point is nearer.
   */
  far: boolean;
}

const MARGIN = 56;
/** How many times its usual size a map of documents that lie close together may take. */
const MOST_ZOOM = 3;
/** Radius of a document's dot. */
const DOT = 8;
/** Radius of the dot of a document that was found. */
const NEAR_DOT = 11;
/** Half of the diagonal of the question's square. */
const QUERY = 17;
/** Offsets that are tried for a name: lines up or down, and steps aside. */
const UP_AND_DOWN = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6];
const ASIDE = [0, 40, 90];

/**
 * Show the map in an SVG of this size, which must be on the page so that text can be measured.
 * `query` is null while no question has a place.
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
            text: nameOf(t("retrieval-yours"), { "data-query": true }),
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
  // A font's letters with room above and below them.
  const line = Number.parseFloat(getComputedStyle(names[0]!.text).fontSize) * 1.2;
  // Marks first: a name may cover no point, not even its own.
  const occupied = names.map((name) => around(name.at, name.gap + 2));
  setNames(map, names, {
    points: names.map((name) => name.at),
    lines,
    occupied,
    frame: { left: 0, top: 0, right: width, bottom: height },
    line,
  });
}

/**
 * Return the projection into the picture that makes the points fill it. Both directions have the
 * same scale, or the map would lie about distances.
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
    // A few points that lie close together would otherwise look far apart.
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
 * Put every name beside its point where it covers nothing. A name without such a place is left out;
 * the list beside the map has it.
 */
function setNames(map: SVGElement, names: Name[], scene: Scene): void {
  // All before any is moved: measuring between two changes would lay the page out each time.
  for (const name of names) name.width = name.text.getComputedTextLength();
  // In the order of their rank, so that what matters has the best places.
  for (const name of names.toSorted((one, other) => other.rank - one.rank)) {
    const best = spotsFor(name, scene).reduce((one, other) =>
      other.cost < one.cost ? other : one,
    );
    if (best.covers && name.rank === 0) {
      name.text.remove();
      continue;
    }
    scene.occupied.push(best.box);
    setAttribute(name.text, "x", best.box.left);
    // The base line of letters is at four fifths of their line.
    setAttribute(name.text, "y", best.box.top + scene.line * 0.8);
    // Under everything else, so that it crosses no dot and no name.
    if (best.far) map.insertBefore(leader(name, best.box), map.firstChild);
  }
}

/**
 * Return the places tried for a name: right (1) and left (−1) of its point, near it or aside, and
 * in the middle (0) above and below it.
 */
function spotsFor(name: Name, scene: Scene): Spot[] {
  const beside = UP_AND_DOWN.flatMap((rows) =>
    ASIDE.flatMap((aside) => [
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
  { points, lines, occupied, frame, line }: Scene,
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
  // To leave the picture weighs ten times as much: a name cut off cannot be read at all.
  const covered =
    occupied.reduce((sum, other) => sum + overlap(box, other), 0) + outside(box, frame) * 10;
  const crossed = lines.filter(([from, to]) => crosses(from, to, box)).length;
  const others = points.filter((point) => point !== name.at).map((point) => distance(point, box));
  // A reader takes a name for the nearest point's; 4 units are too little to tell.
  const unclear = Math.min(...others) < distance(name.at, box) + 4;
  const far = unclear || aside > 0 || Math.abs(rows) > 1;
  return {
    box,
    covers: covered > 0,
    far,
    cost:
      // In this order of weight: to be covered, to cross a line of the question, to be far away.
      covered * 20 +
      crossed * 60 +
      aside +
      Math.abs(rows) * line +
      // Beside the point where both would do: so names are read in lists.
      (side === 0 ? 8 : 0) +
      (unclear ? line : 0),
  };
}

function around([x, y]: Point, by: number): Box {
  return { left: x - by, top: y - by, right: x + by, bottom: y + by };
}

/** Return the area that two boxes share. */
function overlap(one: Box, other: Box): number {
  const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/** Return the area of a box that lies outside the frame. */
function outside(box: Box, frame: Box): number {
  return (box.right - box.left) * (box.bottom - box.top) - overlap(box, frame);
}

function crosses(from: Point, to: Point, box: Box): boolean {
  // Close enough on a map of this size: a name is higher than the gaps between the samples.
  const steps = 24;
  for (let n = 0; n <= steps; n += 1) {
    const x = from[0] + ((to[0] - from[0]) * n) / steps;
    const y = from[1] + ((to[1] - from[1]) * n) / steps;
    if (x > box.left && x < box.right && y > box.top && y < box.bottom) return true;
  }
  return false;
}

/** Return the distance from a point to a box. */
function distance([x, y]: Point, box: Box): number {
  return Math.hypot(
    Math.max(box.left - x, 0, x - box.right),
    Math.max(box.top - y, 0, y - box.bottom),
  );
}

/** Return a line from a point to the nearest part of its name. */
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
