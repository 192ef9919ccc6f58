/** Draws diagrams: a text in Graphviz's language in, the text of an SVG and complaints out. */
import "./v8.mjs";
import { instance } from "@viz-js/viz";

let graphviz;

globalThis.draw = async (request) => {
  const { text, graph, node, edge } = JSON.parse(request);
  graphviz ??= await instance();
  const { output, errors } = graphviz.render(text, {
    format: "svg",
    graphAttributes: graph,
    nodeAttributes: node,
    edgeAttributes: edge,
  });
  return JSON.stringify({ svg: output ?? "", complaints: errors.map((one) => one.message) });
};
