/**
 * Load modules over a network that fails now and then.
 *
 * A hall's Wi-Fi loses requests, and a widget whose module was lost would stay dead for the rest
 * of the talk.
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/**
 * What Chromium ("Failed to fetch dynamically imported module"), Firefox ("error loading
 * dynamically imported module") and Safari ("Importing a module script failed") say of a module
 * that did not arrive. A fault inside a module says something else, and loading it again would
 * not help.
 */
const FETCH_FAILED = /dynamically imported module|Importing a module script failed/;

/**
 * Return what `load` resolves to; after a failure of the network call it again.
 *
 * The waits grow from FIRST_WAIT_MS to LONGEST_WAIT_MS and end when the browser says that the
 * network is back. Rejects with any other error.
 */
export async function retryImport<T>(load: () => Promise<T>): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await load();
    } catch (error) {
      if (!FETCH_FAILED.test(String(error))) throw error;
      await new Promise<void>((resolve) => {
        setTimeout(resolve, waitMs);
        const signal = AbortSignal.timeout(waitMs);
        addEventListener("online", () => resolve(), { once: true, signal });
      });
    }
  }
}
