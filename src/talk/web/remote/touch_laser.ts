/** A finger on the remote's picture of the slide is the laser pointer on the stage. */
import type { Room } from "../room/room.js";

/** Shortest time between two messages of a movement. */
const SEND_MS = 60;

/** Point where a finger lies on the box, for as long as it does. */
export function touchLaser(box: HTMLElement, room: Room): void {
  let [x, y] = [0.5, 0.5];
  let down = false;
  let timer = 0;
  const point = (): void => {
    timer = 0;
    const pointer = down ? "laser" : "none";
    void room.call("stage/point", { pointer, x, y }).answer.catch(() => {});
  };
  const move = (event: PointerEvent): void => {
    if (!down) return;
    const { left, top, width, height } = box.getBoundingClientRect();
    x = Math.min(1, Math.max(0, (event.clientX - left) / width));
    y = Math.min(1, Math.max(0, (event.clientY - top) / height));
    timer ||= setTimeout(point, SEND_MS);
  };
  const end = (): void => {
    if (!down) return;
    down = false;
    clearTimeout(timer);
    point();
  };
  box.addEventListener("pointerdown", (event) => {
    down = true;
    // So that the end of the touch comes here, wherever the finger is lifted.
    box.setPointerCapture(event.pointerId);
    move(event);
  });
  box.addEventListener("pointermove", move);
  box.addEventListener("pointerup", end);
  box.addEventListener("pointercancel", end);
}
