/**
 * What the interface says, in the language of the deck or in the one that this phone has chosen.
 *
 * The page carries the messages that it needs (talk.messages). A phone that chooses another
 * language keeps that language's messages, so that the next page speaks it at once and without a
 * network.
 */
import { FluentBundle, type FluentFunction, FluentNumber, FluentResource } from "@fluent/bundle";
import type { Messages } from "../messages.gen.js";

type Values<Key extends keyof Messages> = Messages[Key] extends null ? [] : [values: Messages[Key]];

/** Messages of a language in Fluent's format. */
export interface Source {
  /** Language of the sentences, e.g. `de`. */
  language: string;
  /** BCP 47 tag by which numbers are written and plurals chosen, e.g. `de-CH`. */
  locale: string;
  text: string;
}

interface Chosen extends Source {
  /** URL that the text was fetched from; another one holds a newer text. */
  url: string;
}

/** A language that a phone may choose. */
export interface Language {
  tag: string;
  /** Its name in itself. */
  name: string;
}

const STORAGE_KEY = "talk-language";

let bundles: FluentBundle[] | null = null;
let installed: Source | null = null;

/** Return a message with its values filled in; numbers are written as the locale does. */
export function t<Key extends keyof Messages>(key: Key, ...[values]: Values<Key>): string {
  bundles ??= bundlesOf(...fromPage());
  for (const bundle of bundles) {
    const message = bundle.getMessage(key);
    if (message?.value) return bundle.formatPattern(message.value, values);
  }
  // The key says more than nothing, and a widget goes on.
  return key;
}

/** Return the locale of numbers, percentages and plurals. */
export function locale(): string {
  bundles ??= bundlesOf(...fromPage());
  return installed?.locale ?? "en";
}

/** Return the language that the interface speaks. */
export function language(): string {
  bundles ??= bundlesOf(...fromPage());
  return installed?.language ?? "en";
}

/** Speak from these sources, the first one that has the message; for tests. */
export function installMessages(...sources: Source[]): void {
  bundles = bundlesOf(...sources);
}

/**
 * Write the interface's language and direction on an element of the shell or of a widget, where
 * the page around it speaks another one.
 */
export function markLanguage(element: HTMLElement): void {
  const spoken = language();
  const root = document.documentElement;
  if (root.lang.split("-")[0]?.toLowerCase() === spoken) return;
  element.lang = spoken;
  element.dir = isRightToLeft(spoken) ? "rtl" : "ltr";
}

/** Return the languages that this page may speak; none where it has no choice. */
export function languages(): Language[] {
  return Object.keys(urls()).map((tag) => ({
    tag,
    name: new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag,
  }));
}

/**
 * Speak another language from the next page on, and load the page again. Rejects when the
 * messages cannot be fetched.
 */
export async function chooseLanguage(tag: string): Promise<void> {
  if (tag === fromDeck()?.language) localStorage.removeItem(STORAGE_KEY);
  else await keep(tag);
  location.reload();
}

async function keep(tag: string): Promise<void> {
  const url = urls()[tag];
  if (!url) return;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const chosen: Chosen = {
    language: tag,
    locale: tag === "ar" ? "ar-u-nu-latn" : tag,
    text: await answer.text(),
    url,
  };
  localStorage.setItem(STORAGE_KEY, JSON.stringify(chosen));
}

// Fluent's own NUMBER does not pass on the type of plural: 2 would be as "2 pages", not as "2nd".
const ORDINAL: FluentFunction = ([place]) =>
  new FluentNumber(Number(place?.valueOf()), { type: "ordinal" } as Intl.NumberFormatOptions);

function bundlesOf(...sources: Source[]): FluentBundle[] {
  installed = sources[0] ?? null;
  return sources.map((source) => {
    // Signs that isolate a value keep English words in their place in an Arabic sentence.
    const useIsolating = isRightToLeft(source.language);
    const bundle = new FluentBundle(source.locale, { useIsolating, functions: { ORDINAL } });
    bundle.addResource(new FluentResource(source.text));
    return bundle;
  });
}

/** Return the sources of this page: the language that was chosen here, then the deck's. */
function fromPage(): Source[] {
  const deck = fromDeck();
  const chosen = fromStorage();
  if (!deck) return [];
  if (!chosen || chosen.language === deck.language) return [deck];
  // A newer text serves the next page; what the old one lacks comes from the deck's.
  if (urls()[chosen.language] !== chosen.url) keep(chosen.language).catch(() => undefined);
  return [chosen, deck];
}

function fromDeck(): Source | null {
  const script = messagesScript();
  if (!script) return null;
  return {
    language: script.lang,
    locale: script.dataset.locale ?? script.lang,
    text: script.textContent ?? "",
  };
}

function fromStorage(): Chosen | null {
  if (Object.keys(urls()).length === 0) return null;
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null") as Chosen | null;
  } catch {
    return null;
  }
}

/** Return the URL of each language's messages; none where the page has its deck's alone. */
function urls(): Record<string, string> {
  return JSON.parse(messagesScript()?.dataset.urls ?? "{}") as Record<string, string>;
}

function messagesScript(): HTMLElement | null {
  // In node, where units are tested, there is no page.
  return globalThis.document?.querySelector<HTMLElement>("script.messages") ?? null;
}

function isRightToLeft(tag: string): boolean {
  return tag === "ar";
}
