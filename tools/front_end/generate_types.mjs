/** JSON Schemas in (a list, on standard input) → their TypeScript out (a list). Run by tools/generate_types.py. */
import { text } from "node:stream/consumers";
import { compile } from "json-schema-to-typescript";

const ROOT = "Root";
const options = {
  additionalProperties: false,
  bannerComment: "",
  style: { printWidth: 100 },
  // All that is wanted are definitions; the schema around them describes nothing.
  unreachableDefinitions: true,
};

function tidy(types) {
  return (
    types
      .replace(new RegExp(`export interface ${ROOT} \\{[^}]*\\}\n`), "")
      // Where a definition was found is no news to a reader.
      .replaceAll(/(\/\*\*| \*)\n \* This interface was referenced by .*\n \* via the .*\n \*\/\n/g, (_, start) =>
        start === "/**" ? "" : " */\n",
      )
      // Unlike an interface, a type of an object fits where Record<string, Json> is asked for.
      .replaceAll(/^export interface (\w+) \{$/gm, "export type $1 = {")
      .replaceAll(/^\}$/gm, "};")
  );
}

const made = [];
for (const schema of JSON.parse(await text(process.stdin)))
  made.push(tidy(await compile(schema, ROOT, options)));
process.stdout.write(JSON.stringify(made));
