// What goes into a dough: three bars, and a slider for the water.
import { TalkElement, Slider, h, renderList, setAttribute, setText } from "talk";

class TalkDough extends TalkElement {
  initial() {
    return { water: this.options.water };
  }

  build() {
    setAttribute(this, "aria-label", "Dough");
    this.list = h("ul", { class: "dough-parts" });
    this.slider = new Slider(
      "Water",
      { min: 50, max: 100, step: 1 },
      (water) => `${water} %`,
      (water) => this.change({ water }),
    );
    this.append(this.list, this.slider.root);
  }

  render() {
    const { flour } = this.options;
    const parts = [
      { name: "Flour", grams: flour },
      { name: "Water", grams: Math.round((flour * this.inputs.water) / 100) },
      { name: "Salt", grams: Math.round(flour * 0.02) },
    ];
    const make = () =>
      h("li", {}, h("span"), h("span", { class: "dough-bar" }), h("span", { class: "dough-grams" }));
    renderList(this.list, parts, make, (row, { name, grams }) => {
      const [label, bar, weight] = row.children;
      setText(label, name);
      bar.style.setProperty("--share", String(grams / flour));
      setText(weight, `${grams} g`);
    });
    this.slider.render(this.inputs.water);
  }
}

customElements.define("talk-dough", TalkDough);
