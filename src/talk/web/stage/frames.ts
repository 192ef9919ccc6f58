/**
 * Show the pages of other hosts on the slide in sight, each over its picture.
 *
 * A page is asked for only while its slide is in sight, and is gone with it: nothing goes on
 * running or sounding behind the next slide. Where its host does not answer the picture stays.
 */

const ANSWERS_WITHIN_MS = 8_000;

let inSight: Element | null = null;
/** Boxes whose host is being asked. */
const asking = new Set<HTMLElement>();

addEventListener("online", () => showFrames(inSight));

/** Show the pages on `section`, the slide in sight, and take those of all others away. */
export function showFrames(section: Element | null): void {
  inSight = section;
  for (const box of document.querySelectorAll<HTMLElement>(".page-frame[data-address]")) {
    if (section?.contains(box)) void open(box);
    else close(box);
  }
}

async function open(box: HTMLElement): Promise<void> {
  if (asking.has(box) || box.querySelector("iframe")) return;
  const address = box.dataset.address ?? "";
  asking.add(box);
  const answers = await hostAnswers(address);
  asking.delete(box);
  // The talk has gone on meanwhile, or the deck was edited.
  if (!answers || !box.isConnected || !inSight?.contains(box)) return;
  const frame = document.createElement("iframe");
  // Scripts in a page of this page's own host could take the sandbox off themselves.
  const isOwn = new URL(address, location.href).origin === location.origin;
  frame.setAttribute("sandbox", `allow-scripts allow-forms${isOwn ? "" : " allow-same-origin"}`);
  frame.referrerPolicy = "no-referrer";
  frame.title = box.dataset.label ?? "";
  frame.addEventListener("load", () => box.toggleAttribute("data-shown", true));
  frame.src = address;
  // A page that has the keyboard keeps it from the talk: it has it while the pointer is over it.
  frame.addEventListener("pointerleave", () => frame.blur());
  box.append(frame);
}

function close(box: HTMLElement): void {
  box.querySelector("iframe")?.remove();
  box.removeAttribute("data-shown");
}

/**
 * Return whether the host of an address answers at all.
 *
 * A frame does not say whether its page came: a browser shows its own page about the fault there.
 */
async function hostAnswers(address: string): Promise<boolean> {
  try {
    await fetch(address, {
      mode: "no-cors",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    return true;
  } catch {
    return false;
  }
}
