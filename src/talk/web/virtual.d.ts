/**
 * A module that build.mjs makes: it defines every widget's custom element.
 *
 * A host must be installed before it is imported.
 */
declare module "talk:widgets";

/** Messages as text, for tests of units; a page carries its own. */
declare module "*.ftl" {
  const text: string;
  export default text;
}
