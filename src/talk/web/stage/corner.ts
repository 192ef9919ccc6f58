/** The stage's bottom right corner: the slide's number and, while a room is open, its address. */

export class Corner {
  #number = document.createElement("div");
  #address = document.createElement("div");

  constructor() {
    const corner = document.createElement("div");
    corner.className = "stage-corner";
    this.#number.className = "slide-number";
    this.#address.className = "join-address";
    corner.append(this.#address, this.#number);
    // Inside the canvas, so that it is scaled with the slides.
    document.querySelector(".reveal > .slides")?.append(corner);
  }

  show(number: number, joinUrl: string): void {
    this.#number.textContent = String(number);
    // People type it: the protocol and the last slash are in the way.
    this.#address.textContent = joinUrl.replace(/^https?:\/\//, "").replace(/\/$/, "");
  }
}
