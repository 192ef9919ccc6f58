/**
 * A text as tokens: from the kernel's run, a recording of the same request, or this browser.
 *
 * The kernel's answer and the recording come first; the browser computes when there is neither.
 */
import { answerTo, type Request, type Shown } from "../answers.js";
import type { Host } from "../host.js";
import type { EncodeResult, Token } from "../protocol.gen.js";
import { t } from "../ui/messages.js";
import { complaint } from "../ui/notice.js";
import type { Source } from "../ui/provenance.js";
import { refusal } from "../ui/text_limits.js";
import { inBrowser, load, ready } from "./load.js";

/** A text as tokens, and where they come from. */
export interface Encoding {
  vocabulary: string;
  tokens: readonly Token[];
  source: Source;
  /** A sentence when something went wrong, else empty. */
  wrong: string;
}

type EncodeRequest = Request<"tokens/encode">;

export class Encodings {
  /** The latest tokens by lane, shown until a newer answer comes: without them it would blink. */
  readonly #last = new Map<string, Encoding>();
  #loadFailed = "";

  constructor(
    private readonly host: Host,
    private readonly changed: () => void,
  ) {}

  /**
   * Return the tokens to show in a lane.
   *
   * `mayLoad` allows half a megabyte of tokenizer to be loaded for them; `changed` is called then.
   */
  get(
    lane: string,
    shown: Shown | null,
    key: string,
    request: EncodeRequest,
    mayLoad: boolean,
  ): Encoding {
    const { text, vocabulary = "" } = request.params;
    const refused = refusal(text);
    // No tokenizer takes such a text, wherever it runs.
    if (refused !== "")
      return {
        vocabulary,
        tokens: [],
        source: { state: "failed", note: t("nothing-computed") },
        wrong: refused,
      };
    const answer = answerTo(shown, this.host.recordings(key), request);
    if (answer?.result) return this.#remember(lane, fromShown(vocabulary, answer, answer.result));
    const asked = answer !== null && answer.state !== "failed" && answer.state !== "interrupted";
    // The kernel's tokens are on their way; without it nothing would come.
    if (this.host.kernel === "live" && asked) return this.#waiting(vocabulary, lane, answer);
    return this.#byBrowser(lane, request, answer, mayLoad);
  }

  /** Return the lane's last tokens, or none, until the kernel has answered. */
  #waiting(vocabulary: string, lane: string, shown: Shown): Encoding {
    const last = this.#last.get(lane);
    const waiting: Source = { state: "waiting", queuePlace: shown.queuePlace };
    return last
      ? // Other waits are too short to be shown: the line would change at every letter.
        { ...last, source: shown.queuePlace ? waiting : last.source }
      : { vocabulary, tokens: [], source: waiting, wrong: "" };
  }

  /** Return the tokens that this browser computes, or why it cannot. */
  #byBrowser(
    lane: string,
    request: EncodeRequest,
    failed: Shown | null,
    mayLoad: boolean,
  ): Encoding {
    const { vocabulary = "", text, special = "text" } = request.params;
    const interrupted = failed?.state === "interrupted";
    const empty = (source: Source, wrong = ""): Encoding => ({
      vocabulary,
      tokens: [],
      source,
      wrong,
    });
    const tokenizer = ready(vocabulary);
    // Cut off at the kernel: the tokens are shown, and the badge says that they are not its own.
    if (tokenizer) {
      const wrong = interrupted ? t("notice-interrupted-tokens") : "";
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
    // Only the kernel has this vocabulary: there is nothing to compute with here.
    if (!inBrowser(vocabulary)) {
      const away = t("notice-vocabulary-away", { name: vocabulary });
      const reason = this.host.kernel === "live" ? complaint(failed) : away;
      if (reason === "")
        return this.#last.get(lane) ?? empty({ state: "waiting", note: t("asking-kernel") });
      return empty(
        { state: interrupted ? "interrupted" : "failed", note: t("nothing-computed") },
        reason,
      );
    }
    // Not tried again by itself: each rendering would ask for half a megabyte.
    if (this.#loadFailed !== "")
      return empty({ state: "failed", note: t("nothing-computed") }, this.#loadFailed);
    if (mayLoad)
      load(vocabulary).then(this.changed, (error: Error) => {
        this.#loadFailed = error.message;
        this.changed();
      });
    return (
      this.#last.get(lane) ??
      empty(
        mayLoad
          ? { state: "waiting", note: t("loading-tokenizer") }
          : { state: "prepared", note: "" },
      )
    );
  }

  /** Let the next request load the tokenizer again, after a failure. */
  retry(): void {
    this.#loadFailed = "";
  }

  #remember(lane: string, encoding: Encoding): Encoding {
    this.#last.set(lane, encoding);
    return encoding;
  }
}

/** Return the provenance with "tokenizer" for the model: none takes part in splitting a text. */
function tokenizerOf(provenance: EncodeResult["provenance"]): Source["provenance"] {
  const { recorded_at, source, vocabulary } = provenance;
  return {
    model: t("provenance-tokenizer"),
    vocabulary: vocabulary ?? "",
    ...(recorded_at ? { recorded_at } : {}),
    ...(source ? { source } : {}),
  };
}

function fromShown(vocabulary: string, shown: Shown, result: EncodeResult): Encoding {
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
