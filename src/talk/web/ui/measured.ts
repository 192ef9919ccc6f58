/** The measured line of a claim: its figures first, the fine print after them in quiet ink. */
import { h, setAttribute } from "./dom.js";

/** Where the fine print begins: a remark without a rate, a bracket, or what was asked. */
const FINE_PRINT = /; (?![^;(.]*\d\s%)| \(|\. /;

/** Fill an element with a measured line; of several models each has a line of its own. */
export function fillMeasured(element: HTMLElement, text: string): void {
  element.hidden = text === "";
  // Of a percent sign alone at a line's beginning nobody knows whose it is.
  const lines = text.replace(/(?<=\d) (?=%)|(?<=n) (?==)|(?<==) (?=\d)/g, "\u00a0").split("\n");
  if (element.textContent === lines.join("")) return;
  element.classList.add("measured");
  setAttribute(element, "data-lines", lines.length);
  element.replaceChildren(...lines.map(lineOf));
}

function lineOf(line: string): HTMLElement {
  const end = line.search(FINE_PRINT);
  const [figures, rest] = end < 0 ? [line, ""] : [line.slice(0, end), line.slice(end)];
  return h("span", {}, h("b", {}, figures), h("span", { class: "measured-rest" }, rest));
}
