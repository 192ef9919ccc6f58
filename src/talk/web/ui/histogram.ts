/** Counts of a few named outcomes as upright bars over one baseline, each with its number. */
import { h, renderList, setAttribute, setText } from "./dom.js";
import { t } from "./messages.js";
import { count, decimal } from "./numbers.js";
import { oneLine } from "./token_text.js";

export interface Column {
  name: string;
  count: number;
  /** Expected count, shown as a line across the column. */
  expected?: number;
}

export class Histogram {
  readonly root: HTMLElement;

  constructor(label: string) {
    this.root = h("div", { class: "histogram", role: "list", "aria-label": label });
  }

  render(columns: readonly Column[]): void {
    const top = Math.max(
      1,
      ...columns.map((column) => Math.max(column.count, column.expected ?? 0)),
    );
    renderList(
      this.root,
      columns,
      () =>
        h(
          "div",
          { class: "histo-column", role: "listitem" },
          h("span", { class: "column-count" }),
          h(
            "span",
            { class: "column-space" },
            h("span", { class: "column-fill" }),
            h("span", { class: "column-expected" }),
          ),
          h("bdi", { class: "column-name" }),
        ),
      (element, column) => {
        setText(element.querySelector(".column-count")!, count(column.count));
        setText(element.querySelector(".column-name")!, oneLine(column.name, 14));
        element.style.setProperty("--height", String(column.count / top));
        element.style.setProperty("--expected", String((column.expected ?? 0) / top));
        element.querySelector<HTMLElement>(".column-expected")!.hidden =
          column.expected === undefined;
        const { name, count: counted } = column;
        const said =
          column.expected === undefined
            ? `${name}: ${count(counted)}`
            : t("column-expected", {
                name,
                count: counted,
                expected: decimal(column.expected, 1),
              });
        setAttribute(element, "aria-label", said);
      },
    );
  }
}
