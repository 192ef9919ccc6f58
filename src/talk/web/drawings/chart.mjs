/** Draws charts: a Vega-Lite specification in, the text of an SVG out. */
import "./v8.mjs";
import { parse, textMetrics, View } from "vega";
import { compile } from "vega-lite";

/** Mean width of a letter over its size, of the fonts that the themes name. */
const LETTER = 0.56;

// Without a canvas nothing can measure text; Vega's own guess is a third too wide. What is longer
// than its limit is cut there, so it takes no more room: on a phone nothing would be left for bars.
textMetrics.width = (item, text) => {
  const whole = text ? `${text}`.length * LETTER * item.fontSize : 0;
  return item.limit > 0 ? Math.min(item.limit, whole) : whole;
};

globalThis.draw = async (request) => {
  const { specification, locale } = JSON.parse(request);
  const view = new View(parse(compile(specification).spec), {
    renderer: "none",
    locale,
  });
  return JSON.stringify({ svg: await view.toSVG() });
};
