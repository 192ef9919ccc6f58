/** A flat map: points with names, lines from one of them to those that matter. Numbers and SVG only. */
import { s } from "../../web/ui/dom.js";

export interface Place {
  name: string;
  /** −1 … 1 */
  position: readonly [number, number];
  /** Among those that are put into the prompt. */
  near: boolean;
  /** Looked at now. */
  open: boolean;
}

const MARGIN = 56;
/** Names closer than this, one above the other, are moved apart. */
const LINE = 30;

interface Name {
  x: number;
  y: number;
  end: boolean;
  width: number;
  place: Place;
}

/** The map's parts for an SVG of this size; `query` is null while no question was placed. */
export function mapParts(places: readonly Place[], query: readonly [number, number] | null, width: number, height: number): SVGElement[] {
  const x = (value: number): number => Math.round(MARGIN + ((value + 1) / 2) * (width - 2 * MARGIN));
  const y = (value: number): number => Math.round(MARGIN + ((1 - value) / 2) * (height - 2 * MARGIN));
  const at: [number, number] | null = query && [x(query[0]), y(query[1])];
  const lines = at ? places.filter((place) => place.near).map((place) => s("line", { class: "map-line", x1: at[0], y1: at[1], x2: x(place.position[0]), y2: y(place.position[1]) })) : [];
  const dots = places.map((place) => s("circle", { class: "map-dot", cx: x(place.position[0]), cy: y(place.position[1]), r: place.near ? 11 : 8, "data-near": place.near, "data-open": place.open }));
  const mark = at ? [s("path", { class: "map-query", d: `M${at[0]} ${at[1] - 17}l17 17-17 17-17-17z` })] : [];
  const own: Name[] = at ? [nameAt({ name: "your question", position: query!, near: false, open: true }, at[0], at[1], width)] : [];
  const names = apart([...own, ...places.map((place) => nameAt(place, x(place.position[0]), y(place.position[1]), width))]);
  return [...lines, ...dots, ...mark, ...names.map((name, index) => s("text", { class: "map-name", x: name.x, y: name.y, "text-anchor": name.end ? "end" : null, "data-near": name.place.near, "data-query": at !== null && index === 0 }, name.place.name))];
}

function nameAt(place: Place, x: number, y: number, width: number): Name {
  const end = x > width / 2;
  return { x: x + (end ? -18 : 18), y: y + 7, end, width: place.name.length * 11, place };
}

/** The first keep their place; a later one that would cover another goes above or below it. */
function apart(names: readonly Name[]): Name[] {
  const set: Name[] = [];
  for (const name of [...names].toSorted((one, other) => rank(other) - rank(one))) {
    const tries = [0, 1, -1, 2, -2, 3, -3].map((step) => ({ ...name, y: name.y + step * LINE }));
    set.push(tries.find((one) => !set.some((other) => covers(one, other))) ?? name);
  }
  return set;
}

/** The question first, then what was found. */
function rank(name: Name): number {
  return name.place.open && !name.place.near ? 2 : name.place.near ? 1 : 0;
}

function covers(one: Name, other: Name): boolean {
  const [from, to] = span(one);
  const [start, stop] = span(other);
  return Math.abs(one.y - other.y) < LINE - 4 && from < stop && start < to;
}

function span(name: Name): [number, number] {
  return name.end ? [name.x - name.width, name.x] : [name.x, name.x + name.width];
}
