/** A text as tokens, from whoever can say it: the kernel's run, a recording of the same request, or this browser. */
import type { Shown } from "../element.js";
import type { Host } from "../host.js";
import type { EncodeResult, Json, Token } from "../protocol.gen.js";
import { answerTo } from "../ui/answers.js";
import { complaint } from "../ui/notice.js";
import type { Source } from "../ui/provenance.js";
import { refusal } from "../ui/text_limits.js";
import { inBrowser, load, ready } from "./load.js";

export interface Split {
  vocabulary: string;
  tokens: readonly Token[];
  source: Source;
  /** A sentence when something went wrong. */
  wrong: string;
}

export type EncodeRequest = { text: string; vocabulary: string; special?: "parse" };

/** As options.py's `encode` makes them: a recording is found by them. */
export function encodeRequest(
  text: string,
  vocabulary: string,
  special: "text" | "parse" = "text",
): EncodeRequest & Record<string, Json> {
  return special === "parse" ? { text, vocabulary, special } : { text, vocabulary };
}

export const ENCODE = "tokens/encode";

export class Splits {
  /** What stood in a lane before the answer to the newest request; keeps the picture from blinking. */
  readonly #last = new Map<string, Split>();
  #fetchFailed = "";

  constructor(
    private readonly host: Host,
    private readonly changed: () => void,
  ) {}

  /** `mayFetch`: whether half a megabyte of tokenizer may be loaded for this. */
  of(
    lane: string,
    shown: Shown | null,
    key: string,
    request: EncodeRequest,
    mayFetch: boolean,
  ): Split {
    const { vocabulary } = request;
    const refused = refusal(request.text);
    if (refused !== "")
      return {
        vocabulary,
        tokens: [],
        source: { state: "failed", note: "nothing was computed" },
        wrong: refused,
      };
    const answer = answerTo(
      shown,
      this.host.recordings(key),
      ENCODE,
      request as unknown as Record<string, Json>,
    );
    if (answer?.result) return this.#remember(lane, fromShown(vocabulary, answer));
    const asked = answer !== null && answer.state !== "failed" && answer.state !== "interrupted";
    if (this.host.kernel === "live" && asked) return this.#waiting(vocabulary, lane, answer);
    return this.#byBrowser(lane, request, answer, mayFetch);
  }

  /** The kernel has been asked: what stood there stays until it has answered. */
  #waiting(vocabulary: string, lane: string, shown: Shown): Split {
    const last = this.#last.get(lane);
    const waiting: Source = { state: "waiting", queuePlace: shown.queuePlace };
    return last
      ? { ...last, source: shown.queuePlace ? waiting : last.source }
      : { vocabulary, tokens: [], source: waiting, wrong: "" };
  }

  #byBrowser(lane: string, request: EncodeRequest, failed: Shown | null, mayFetch: boolean): Split {
    const { vocabulary, text, special } = request;
    const interrupted = failed?.state === "interrupted";
    const empty = (source: Source, wrong = ""): Split => ({
      vocabulary,
      tokens: [],
      source,
      wrong,
    });
    const tokenizer = ready(vocabulary);
    if (tokenizer) {
      const wrong = interrupted
        ? "The kernel went away in mid-answer; these tokens were computed in this browser."
        : "";
      const source: Source = {
        state: interrupted ? "interrupted" : "live",
        provenance: { source: "browser", vocabulary },
      };
      return this.#remember(lane, {
        vocabulary,
        tokens: tokenizer.encode(text, special),
        source,
        wrong,
      });
    }
    if (!inBrowser(vocabulary)) {
      const away = `The vocabulary ${vocabulary} needs the kernel, which is away: choose another one or a prepared text.`;
      const reason = this.host.kernel === "live" ? complaint(failed) : away;
      if (reason === "")
        return this.#last.get(lane) ?? empty({ state: "waiting", note: "asking the kernel" });
      return empty(
        { state: interrupted ? "interrupted" : "failed", note: "nothing was computed" },
        reason,
      );
    }
    if (this.#fetchFailed !== "")
      return empty({ state: "failed", note: "nothing was computed" }, this.#fetchFailed);
    if (mayFetch) this.#fetch(vocabulary);
    return (
      this.#last.get(lane) ??
      empty(
        mayFetch
          ? { state: "waiting", note: "loading the tokenizer" }
          : { state: "prepared", note: "" },
      )
    );
  }

  #fetch(vocabulary: string): void {
    load(vocabulary).then(this.changed, (error: Error) => {
      this.#fetchFailed = error.message;
      this.changed();
    });
  }

  /** After a failure to load: the next request tries again. */
  retry(): void {
    this.#fetchFailed = "";
  }

  #remember(lane: string, split: Split): Split {
    this.#last.set(lane, split);
    return split;
  }
}

/** No model takes part in cutting a text, so none is named. */
function tokenizerOf(provenance: EncodeResult["provenance"]): Source["provenance"] {
  const { recorded_at, source, vocabulary } = provenance;
  return {
    model: "tokenizer",
    vocabulary: vocabulary ?? "",
    ...(recorded_at ? { recorded_at } : {}),
    ...(source ? { source } : {}),
  };
}

function fromShown(vocabulary: string, shown: Shown): Split {
  const result = shown.result as unknown as EncodeResult;
  return {
    vocabulary,
    tokens: result.tokens,
    source: {
      state: shown.state,
      provenance: tokenizerOf(result.provenance),
      latencyMs: shown.latencyMs,
    },
    wrong: complaint(shown),
  };
}
