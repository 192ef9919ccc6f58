/** The stage's bottom right corner: the slide's number and, while a room is open, its address. */

export class Corner {
  #number = document.createElement("div");
  #address = document.createElement("div");
  #corner = document.createElement("div");

  constructor() {
    const corner = this.#corner;
    corner.className = "stage-corner";
    this.#number.className = "slide-number";
    this.#address.className = "join-address";
    corner.append(this.#address, this.#number);
    // Inside the canvas, so that it is scaled with the slides.
    document.querySelector(".reveal > .slides")?.append(corner);
  }

  /** Show number and address. `slide` is the one in sight, whose ground and colours these have. */
  show(number: number, joinUrl: string, slide: Element | null): void {
    this.#corner.style.cssText = slide?.getAttribute("style") ?? "";
    this.#corner.classList.toggle("accent", slide?.classList.contains("accent") ?? false);
    this.#number.textContent = String(number);
    // People type it: the protocol and the last slash are in the way.
    this.#address.textContent = joinUrl.replace(/^https?:\/\//, "").replace(/\/$/, "");
  }
}
