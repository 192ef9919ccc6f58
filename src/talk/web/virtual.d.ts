/**
 * A module that build.mjs makes: it defines every widget's custom element.
 *
 * A host must be installed before it is imported.
 */
declare module "talk:widgets";
