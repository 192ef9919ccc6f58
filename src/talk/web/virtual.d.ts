/** Every widget's element.ts, made by build.mjs; importing it defines the custom elements, so a host must be installed before. */
declare module "talk:widgets";
