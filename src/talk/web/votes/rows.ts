/** A row for each option of a ballot: its name, a bar, the share and the number of votes. */
import { h, renderList, setAttribute, setName, setText } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { count, percent, wholePercent } from "../ui/numbers.js";

/** Characters from which a name takes two lines of the largest size. */
const LONG_NAME = 36;

export interface OptionRow {
  name: string;
  /** Number of votes; null while the result is hidden. */
  votes: number | null;
  mine: boolean;
  right: boolean;
  /** The model's probability in words, and as a share; null where there is none. */
  model: { share: number; text: string } | null;
}

export class OptionRows {
  readonly root = h("div", { class: "vote-rows", role: "list", "aria-label": t("vote-answers") });

  /** Show the rows; `people` is how many voted. */
  render(rows: readonly OptionRow[], people: number): void {
    const shares = rows.map((row) => (people && row.votes ? row.votes / people : 0));
    // Not 0, by which the bars are divided.
    const top = Math.max(0.01, ...shares, ...rows.map((row) => row.model?.share ?? 0));
    setAttribute(
      this.root,
      "data-compared",
      rows.some((row) => row.model !== null),
    );
    const longest = Math.max(0, ...rows.map((row) => row.name.length));
    setAttribute(this.root, "data-long", rows.length > 5 || longest > LONG_NAME);
    this.root.style.setProperty("--rows", String(rows.length));
    renderList(this.root, rows, makeRow, (element, row, index) => {
      const share = shares[index] ?? 0;
      const part = (name: string): HTMLElement =>
        element.querySelector<HTMLElement>(`.vote-${name}`)!;
      setText(part("name"), row.name);
      setAttribute(element, "data-hidden", row.votes === null);
      setAttribute(element, "data-mine", row.mine);
      setAttribute(element, "data-right", row.right);
      element.style.setProperty("--room", String(share / top));
      element.style.setProperty("--model", String((row.model?.share ?? 0) / top));
      part("model").hidden = row.model === null;
      setText(part("model-share"), row.model?.text ?? "");
      const shown = row.votes === null ? "" : wholePercent(share);
      setText(part("share"), shown);
      setText(part("count"), row.votes === null ? "" : count(row.votes));
      const said = row.votes === null ? "" : `, ${percent(share)}, ${count(row.votes)}`;
      const model = row.model ? `, ${t("the-model")} ${row.model.text}` : "";
      const right = row.right ? `, ${t("vote-right")}` : "";
      setName(
        element,
        `${row.name}${said}${model}${right}${row.mine ? `, ${t("vote-yours")}` : ""}`,
      );
    });
  }
}

function makeRow(): HTMLElement {
  return h(
    "div",
    { class: "vote-row", role: "listitem" },
    h(
      "span",
      { class: "vote-head" },
      h("bdi", { class: "vote-name" }),
      h("span", { class: "vote-mark vote-mark-right" }, `✓ ${t("vote-right")}`),
      h("span", { class: "vote-mark vote-mark-mine" }, t("vote-yours")),
    ),
    h(
      "span",
      { class: "vote-track" },
      h("span", { class: "vote-room" }),
      h("span", { class: "vote-model" }),
    ),
    h(
      "span",
      { class: "vote-figures" },
      h("span", { class: "vote-share" }),
      h("span", { class: "vote-count" }),
      h("span", { class: "vote-model-share" }),
    ),
  );
}
