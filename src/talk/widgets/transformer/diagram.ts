/**
 * The network as a stack, from the tokens below to the probabilities above, with its shapes and
 * numbers of parameters.
 */
import type { Part, PartsResult } from "../../web/protocol.gen.js";
import { h } from "../../web/ui/dom.js";
import { count, large } from "../../web/ui/numbers.js";

export class Diagram {
  readonly root = h("ol", {
    class: "net",
    "aria-label": "The network, from its output down to its input",
  });
  #shown: PartsResult | null = null;

  render(parts: PartsResult | null): void {
    if (parts === this.#shown || !parts) return;
    this.#shown = parts;
    const layer = parts.parts.filter((part) => part.name.startsWith("layer 1 "));
    const embedding = parts.parts.find((part) => part.name === "embedding");
    const each = layer.reduce((sum, part) => sum + part.parameters, 0);
    this.root.replaceChildren(
      box(
        "out",
        `${count(parts.vocabulary_size)} probabilities`,
        "one for each entry of the vocabulary",
      ),
      h(
        "li",
        { class: "net-layers" },
        h(
          "p",
          { class: "net-times" },
          `× ${parts.layers}`,
          h("span", { class: "net-note" }, `${large(each * parts.layers)} parameters`),
        ),
        h(
          "ol",
          { class: "net-layer", "aria-label": "One layer" },
          ...[...layer].reverse().map((part) => partBox(part, parts)),
        ),
      ),
      ...(embedding
        ? [
            box(
              "embedding",
              "Embedding",
              `${shape(embedding)} · ${large(embedding.parameters)} parameters`,
            ),
          ]
        : []),
      box("in", "Token IDs", `at most ${count(parts.context)}`),
      h("li", { class: "net-sum" }, `${large(parts.parameters)} parameters in all`),
    );
  }
}

function partBox(part: Part, parts: PartsResult): HTMLElement {
  const attention = part.name.endsWith("attention");
  const what = attention
    ? `${parts.heads} heads: tokens look at each other`
    : "each token by itself";
  return h(
    "li",
    { class: "net-box", "data-kind": attention ? "attention" : "mlp" },
    h("span", { class: "net-name" }, attention ? "Attention" : "MLP"),
    h("span", { class: "net-note" }, what),
    h("span", { class: "net-note" }, `${shape(part)} · ${large(part.parameters)}`),
  );
}

function box(kind: string, name: string, note: string): HTMLElement {
  return h(
    "li",
    { class: "net-box", "data-kind": kind },
    h("span", { class: "net-name" }, name),
    h("span", { class: "net-note" }, note),
  );
}

function shape(part: Part): string {
  return Object.values(part.shapes)
    .map(([rows, columns]) => `${rows} × ${columns}`)
    .join(", ");
}
