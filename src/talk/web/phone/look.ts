/**
 * The colours that a reader wants on this phone: the phone's own way, light, dark, or the deck's.
 *
 * Style sheets say what becomes of a dark phone in `@media (prefers-color-scheme: dark)`, the
 * engine's and each theme's. A choice turns those rules on or off, whatever the phone prefers.
 */
const STORAGE_KEY = "talk-look";
export const LOOKS = ["phone", "light", "dark", "deck"] as const;
export type Look = (typeof LOOKS)[number];

/** Media of each rule for dark phones, as its sheet has it. */
const media = new Map<CSSMediaRule, string>();

/** Return the look that was chosen on this phone. */
export function storedLook(): Look {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return LOOKS.find((look) => look === stored) ?? "phone";
  } catch {
    return "phone";
  }
}

/** Show a look now, and after each load of the page. */
export function chooseLook(look: Look): void {
  try {
    localStorage.setItem(STORAGE_KEY, look);
  } catch {
    // Without storage the look holds until the page is loaded again.
  }
  applyLook(look);
}

/** Show a look. */
export function applyLook(look: Look): void {
  const root = document.documentElement;
  root.dataset.look = look;
  // Fields and scroll bars are drawn by the browser, which goes by this.
  root.style.colorScheme = look === "light" || look === "dark" ? look : "";
  if (media.size === 0) for (const sheet of document.styleSheets) collect(sheet.cssRules);
  for (const [rule, own] of media)
    rule.media.mediaText = look === "phone" ? own : look === "dark" ? "all" : "not all";
}

function collect(rules: CSSRuleList): void {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule && rule.conditionText.includes("prefers-color-scheme: dark"))
      media.set(rule, rule.media.mediaText);
    if (rule instanceof CSSGroupingRule) collect(rule.cssRules);
  }
}
