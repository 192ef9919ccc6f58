/** What stands in the stage's bottom right corner: the slide's number and, while a room is open, how to join it. */

export class Corner {
  #number = element("slide-number");
  #address = element("join-address");

  constructor() {
    const corner = element("stage-corner");
    corner.append(this.#address, this.#number);
    document.querySelector(".reveal > .slides")?.append(corner);
  }

  show(number: number, joinUrl: string): void {
    this.#number.textContent = String(number);
    this.#address.textContent = joinUrl.replace(/^https?:\/\//, "").replace(/\/$/, "");
  }
}

function element(name: string): HTMLElement {
  const made = document.createElement("div");
  made.className = name;
  return made;
}
