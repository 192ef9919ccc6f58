/**
 * Loads modules over a network that fails now and then: a hall's Wi-Fi loses requests, and a widget whose module was lost would
 * stay dead for the rest of the talk.
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** What Chromium, Firefox and Safari say of a module that did not arrive. A fault inside a module says something else. */
const FETCH_FAILED = /dynamically imported module|Importing a module script failed/;

/** Return what `load` gives, asking again after each failure: later each time, and at once when the network is back. */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await load();
    } catch (error) {
      if (!FETCH_FAILED.test(String(error))) throw error;
      await new Promise<void>((done) => {
        setTimeout(done, wait);
        addEventListener("online", () => done(), { once: true, signal: AbortSignal.timeout(wait) });
      });
    }
  }
}
