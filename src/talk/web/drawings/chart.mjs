/** Draws charts: a Vega-Lite specification in, the text of an SVG out. */
import "./v8.mjs";
import { parse, textMetrics, View } from "vega";
import { compile } from "vega-lite";

/** Mean width of a letter over its size, of the fonts that the themes name. */
const LETTER = 0.56;

// Without a canvas nothing can measure text; Vega's own guess is a third too wide.
textMetrics.width = (item, text) => (text ? `${text}`.length * LETTER * item.fontSize : 0);

globalThis.draw = async (request) => {
  const { specification, locale } = JSON.parse(request);
  const view = new View(parse(compile(specification).spec), {
    renderer: "none",
    locale,
  });
  return JSON.stringify({ svg: await view.toSVG() });
};
