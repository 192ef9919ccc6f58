import assert from "node:assert/strict";
import { test } from "node:test";
import { forView } from "./view_style.mjs";

test("rules of other views are left out, with the layers they leave empty", () => {
  const css =
    "@layer a,b;@layer a{html[data-view=stage] p{color:red}}@layer b{p{top:0}html[data-view=phone] p{left:0}}";
  assert.equal(
    forView(css, "phone"),
    "@layer a,b;@layer b{p{top:0}html[data-view=phone] p{left:0}}",
  );
  assert.equal(
    forView(css, "stage"),
    "@layer a,b;@layer a{html[data-view=stage] p{color:red}}@layer b{p{top:0}}",
  );
});

test("of a list only the selectors that can match are kept", () => {
  const css = 'html:is([data-view="stage"],[data-view="file"]) p,b:is(i,u){top:0}';
  assert.equal(forView(css, "file"), css);
  assert.equal(forView(css, "phone"), "b:is(i,u){top:0}");
  assert.equal(forView("html:not([data-view=phone],[data-view=print]) p{top:0}", "print"), "");
});

test("braces in texts and what is not a rule stay", () => {
  const css =
    '@media (width>1px){p:before{content:"} [data-view=stage]{"}}@font-face{src:url(a)}@keyframes k{to{top:0}}';
  assert.equal(forView(css, "phone"), css);
});
