/**
 * The network as a stack, from the tokens below to the probabilities above, with its shapes and
 * numbers of parameters.
 */
import type { Part, PartsResult } from "../../web/protocol.gen.js";
import { h } from "../../web/ui/dom.js";
import { t } from "../../web/ui/messages.js";
import { large } from "../../web/ui/numbers.js";

export class Diagram {
  readonly root = h("ol", {
    class: "net",
    "aria-label": t("net-diagram"),
  });
  #shown: PartsResult | null = null;

  render(parts: PartsResult | null): void {
    if (parts === this.#shown || !parts) return;
    this.#shown = parts;
    const layer = parts.parts.filter((part) => part.name.startsWith("layer 1 "));
    const embedding = parts.parts.find((part) => part.name === "embedding");
    const each = layer.reduce((sum, part) => sum + part.parameters, 0);
    this.root.replaceChildren(
      box("out", t("net-probabilities", { count: parts.vocabulary_size }), t("net-each-entry")),
      h(
        "li",
        { class: "net-layers" },
        h(
          "p",
          { class: "net-times" },
          `× ${parts.layers}`,
          h(
            "span",
            { class: "net-note" },
            t("net-parameters", { number: large(each * parts.layers) }),
          ),
        ),
        h(
          "ol",
          { class: "net-layer", "aria-label": t("net-one-layer") },
          ...[...layer].reverse().map((part) => partBox(part, parts)),
        ),
      ),
      ...(embedding
        ? [
            box(
              "embedding",
              t("net-embedding"),
              `${shape(embedding)} · ${t("net-parameters", { number: large(embedding.parameters) })}`,
            ),
          ]
        : []),
      box("in", t("net-ids"), t("net-at-most", { count: parts.context })),
      h("li", { class: "net-sum" }, t("net-in-all", { number: large(parts.parameters) })),
    );
  }
}

function partBox(part: Part, parts: PartsResult): HTMLElement {
  const attention = part.name.endsWith("attention");
  const what = attention ? t("net-heads-look", { count: parts.heads }) : t("net-by-itself");
  return h(
    "li",
    { class: "net-box", "data-kind": attention ? "attention" : "mlp" },
    h("span", { class: "net-name" }, attention ? t("net-attention") : "MLP"),
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
