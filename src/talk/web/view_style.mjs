/** Leave the rules of other views out of a view's style: a phone need not load those of paper. */

// Texts come first, so that a brace in one is read over.
const PUNCTUATION = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]/gs;
/** A demand on `<html data-view>`: of several views, of none of them, or of one. */
const DEMAND = /:(is|where|not)\(((?:\[data-view="?\w+"?\],?\s*)+)\)|\[data-view="?(\w+)"?\]/g;
const NAMED = /\[data-view="?(\w+)"?\]/g;
/** At-rules that hold rules; what the others hold is left as it is. */
const NESTING = /^@(?:layer|media|supports|container)\b/;

/** Return minified CSS without the rules that can never match where `<html data-view>` is `view`. */
export function forView(css, view) {
  const [kept] = rules(css, 0, view);
  return kept;
}

/** Return the rules from `start` to the end of their block, and where that block ends. */
function rules(css, start, view) {
  let kept = "";
  let at = start;
  for (;;) {
    PUNCTUATION.lastIndex = at;
    let found = PUNCTUATION.exec(css);
    while (found && !/[{};]/.test(found[0][0])) found = PUNCTUATION.exec(css);
    if (!found) return [kept + css.slice(at), css.length];
    const head = css.slice(at, found.index);
    if (found[0] === "}") return [kept + head, found.index];
    if (found[0] === ";") {
      kept += `${head};`;
      at = found.index + 1;
      continue;
    }
    const nests = NESTING.test(head.trim());
    const [inner, end] = nests
      ? rules(css, found.index + 1, view)
      : [
          css.slice(found.index + 1, blockEnd(css, found.index + 1)),
          blockEnd(css, found.index + 1),
        ];
    const selector = head.trim().startsWith("@") ? head : matching(head, view);
    if (selector && (!nests || inner.trim())) kept += `${selector}{${inner}}`;
    at = end + 1;
  }
}

/** Return where the block ends that begins at `start`. */
function blockEnd(css, start) {
  PUNCTUATION.lastIndex = start;
  for (let depth = 1; ; ) {
    const found = PUNCTUATION.exec(css);
    if (!found) return css.length;
    if (found[0] === "{") depth += 1;
    else if (found[0] === "}" && --depth === 0) return found.index;
  }
}

/** Return the selectors of a list that can match in the view. */
function matching(list, view) {
  return selectors(list)
    .filter((selector) => !contradicts(selector, view))
    .join(",");
}

/** Return the selectors of a list; commas in brackets part none. */
function selectors(list) {
  const found = [""];
  let depth = 0;
  for (const sign of list) {
    if ("([".includes(sign)) depth += 1;
    if (")]".includes(sign)) depth -= 1;
    if (sign === "," && depth === 0) found.push("");
    else found[found.length - 1] += sign;
  }
  return found;
}

function contradicts(selector, view) {
  return [...selector.matchAll(DEMAND)].some(([, kind, several, one]) => {
    if (one) return one !== view;
    const listed = [...several.matchAll(NAMED)].some(([, name]) => name === view);
    return kind === "not" ? listed : !listed;
  });
}
