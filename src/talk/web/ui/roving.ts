/** One tab stop for a list of many: arrows move inside, as the ARIA listbox does. */

export interface Roving {
  /** Selector of the items inside the container. */
  items: string;
  previous: readonly string[];
  next: readonly string[];
  /** Called at Enter, Space or a click. */
  act?: (item: HTMLElement, index: number) => void;
  /** Called when an item got the focus. */
  focused?: (item: HTMLElement, index: number) => void;
}

/**
 * Make a container's items one tab stop. Return a function to call after each rendering, so that
 * exactly one item can be reached with Tab.
 */
export function roving(container: HTMLElement, spec: Roving): () => void {
  const all = (): HTMLElement[] => [...container.querySelectorAll<HTMLElement>(spec.items)];
  const itemOf = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>(spec.items) : null;

  container.addEventListener("keydown", (event) => {
    const item = itemOf(event.target);
    if (!item) return;
    const items = all();
    const index = items.indexOf(item);
    // From right to left, the left arrow goes on to the next item.
    const rtl = getComputedStyle(container).direction === "rtl";
    const flip = (key: string): string =>
      rtl && key === "ArrowLeft" ? "ArrowRight" : rtl && key === "ArrowRight" ? "ArrowLeft" : key;
    const key = flip(event.key);
    let to = -1;
    if (spec.previous.includes(key)) to = Math.max(0, index - 1);
    else if (spec.next.includes(key)) to = Math.min(items.length - 1, index + 1);
    else if (key === "Home") to = 0;
    else if (key === "End") to = items.length - 1;
    else if (key === "Enter" || key === " ") {
      event.preventDefault();
      if (!item.hasAttribute("aria-disabled")) spec.act?.(item, index);
      return;
    } else return;
    event.preventDefault();
    // `focusin` below then makes it the tab stop.
    items[to]?.focus();
  });
  container.addEventListener("click", (event) => {
    const item = itemOf(event.target);
    if (item && !item.hasAttribute("aria-disabled")) spec.act?.(item, all().indexOf(item));
  });
  container.addEventListener("focusin", (event) => {
    const item = itemOf(event.target);
    if (!item) return;
    for (const other of all()) other.tabIndex = other === item ? 0 : -1;
    spec.focused?.(item, all().indexOf(item));
  });
  return () => {
    const items = all();
    if (items.length > 0 && !items.some((item) => item.tabIndex === 0)) items[0]!.tabIndex = 0;
  };
}
