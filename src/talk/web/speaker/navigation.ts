/** The way through the talk, step by step; the same way reveal.js goes on the stage. */
import type { Place } from "../room/room.js";

export interface Route {
  readonly order: readonly string[];
  stepsOf(slide: string): number;
}

export function next(route: Route, place: Place): Place {
  if (place.step < route.stepsOf(place.slide)) return { slide: place.slide, step: place.step + 1 };
  const slide = route.order[route.order.indexOf(place.slide) + 1];
  return slide === undefined ? place : { slide, step: 0 };
}

/** Backwards a slide comes with all its steps. */
export function previous(route: Route, place: Place): Place {
  if (place.step > 0) return { slide: place.slide, step: place.step - 1 };
  const slide = route.order[route.order.indexOf(place.slide) - 1];
  return slide === undefined ? place : { slide, step: route.stepsOf(slide) };
}

export function first(route: Route, place: Place): Place {
  return { slide: route.order[0] ?? place.slide, step: 0 };
}

export function last(route: Route, place: Place): Place {
  return { slide: route.order.at(-1) ?? place.slide, step: 0 };
}
