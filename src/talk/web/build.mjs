/**
 * Bundle the browser side, shells and widgets, into dist/.
 *
 * tools/build_front_end.py runs it; `--watch` rebuilds on every change. Steps: bundle scripts and
 * styles → copy tokenizer ranks → collect licences → write the manifest → replace dist/ at once.
 *
 * dist/manifest.json:
 *   "stage.js": "stage.HASH.js"          every entry, script and style, by its plain name
 *   preload: {"stage.js": [files]}       what the entry needs at once besides itself, to preload
 *   widgets: {"tokenizer": [files]}      what a widget's element needs besides that
 *   together: {"tokenizer": [files]}     what its part of a deck's module of widgets imports
 *   fonts: {"inter": "fonts/inter.HASH.woff2", …}
 *   paper: [fonts that only the print view asks for]
 *   files: [every file a browser may ask for]
 *
 * dist/drawings/ has what draws charts and diagrams for Python, and dist/together/ what it makes one
 * module of for each deck (talk/build/widget_modules.py); no browser asks for them.
 *
 * The file is long because it is the whole build, in the order of its steps.
 */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";
import { forView } from "./view_style.mjs";

const web = path.dirname(fileURLToPath(import.meta.url));
const widgets = path.join(web, "..", "widgets");
const dist = path.join(web, "dist");
const watching = process.argv.includes("--watch");

/** The shells: each has NAME.ts, and a style made of these parts and of the widgets' looks. */
const SHELLS = {
  stage: [
    "reveal.js/reveal.css",
    "fonts.css",
    "base.css",
    "canvas.css",
    "canvas_shapes.css",
    "ready_classes.css",
    "code_steps.css",
    "drawings.css",
    "media.css",
    "stage.css",
    "problem_panel.css",
  ],
  speaker: [
    "fonts.css",
    "base.css",
    "canvas.css",
    "canvas_shapes.css",
    "ready_classes.css",
    "code_steps.css",
    "drawings.css",
    "media.css",
    "speaker.css",
    "problem_panel.css",
  ],
  remote: [
    "fonts.css",
    "base.css",
    "canvas.css",
    "canvas_shapes.css",
    "ready_classes.css",
    "code_steps.css",
    "speaker/queue.css",
    "drawings.css",
    "media.css",
    "remote.css",
  ],
  phone: [
    "base.css",
    "ready_classes.css",
    "code_steps.css",
    "drawings.css",
    "media.css",
    "phone.css",
  ],
  print: [
    "paper_fonts.css",
    "base.css",
    "canvas.css",
    "canvas_shapes.css",
    "ready_classes.css",
    "code_steps.css",
    "drawings.css",
    "media.css",
    "print.css",
  ],
  file: [
    "reveal.js/reveal.css",
    "fonts.css",
    "base.css",
    "canvas.css",
    "canvas_shapes.css",
    "ready_classes.css",
    "code_steps.css",
    "drawings.css",
    "media.css",
    "stage.css",
  ],
  guide: [
    "base.css",
    "ready_classes.css",
    "code_steps.css",
    "drawings.css",
    "media.css",
    "phone.css",
    "guide.css",
  ],
};
/** Parts of a shell's style that every shell may change. */
const BASE = [
  "base.css",
  "canvas.css",
  "ready_classes.css",
  "code_steps.css",
  "drawings.css",
  "media.css",
];
/** Shells without a script of their own: the guide's is that of the single file. */
const STYLE_ONLY = ["guide"];
/** `<html data-view>` of a shell that has another shell's. */
const VIEWS = { guide: "phone" };
/** Shells whose script is one file, because it is embedded in a page. */
const WHOLE = ["file"];
/** Fonts of one weight, of families whose variable font the screens use (paper_fonts.css). */
const PAPER = /^fonts\/(inter|source-serif-4|jetbrains-mono)-latin-\d+-/;
/** What the shells and the widgets share: modules, and folders of modules. */
const SHARED = [
  "canvas_size.ts",
  "element.ts",
  "page.ts",
  "parts.ts",
  "problem_panel.ts",
  "recordings.ts",
  "retry_import.ts",
  "strokes.ts",
  "swipe.ts",
  "tab_storage.ts",
  "tokenizers/bpe.ts",
  "tokenizers/load.ts",
  "votes/question_list.ts",
];
const SHARED_FOLDERS = ["hosts", "room", "ui"];
/**
 * The entries that get them all: the shells in modules, the widgets, and what these load later. One
 * that does not would make a chunk of its own of all that the others share and it does not.
 */
const SHARING =
  /[\\/](web[\\/](stage|speaker|phone|print|remote|serve_api|stage[\\/](code_motion|frames))|widgets[\\/]\w+[\\/]element|tokenizers[\\/](cl100k_base|o200k_base|gpt2))\.ts$/;
/** Programs that Python runs while a deck is built (talk/drawings); browsers never ask for them. */
const DRAWINGS = ["chart", "dot"];
const RANKS = ["cl100k_base", "o200k_base", "r50k_base"];

const common = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  target: ["es2022", "chrome120", "firefox121", "safari17"],
  entryNames: "[name].[hash]",
  assetNames: "fonts/[name].[hash]",
  chunkNames: "chunk.[hash]",
  loader: { ".woff2": "file" },
  // LICENSES.txt has them all, once.
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/** Return the files of this name in the widgets' folders, sorted. */
async function widgetFiles(name) {
  const folders = (await readdir(widgets, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  return folders
    .map((folder) => path.join(widgets, folder.name, name))
    .filter((file) => existsSync(file))
    .sort();
}

/** Return the styles in a folder, such as ui/ or a shell's, sorted. */
async function stylesIn(folder) {
  return existsSync(folder)
    ? (await readdir(folder))
        .filter((file) => file.endsWith(".css"))
        .sort()
        .map((file) => path.join(folder, file))
    : [];
}

/**
 * Return the plugin for `import "talk:widgets"`, which defines the widgets' elements.
 *
 * They are loaded as slides need them (define_widgets.ts), or, in one piece, are all there at once.
 */
const talkWidgets = (inOnePiece) => ({
  name: "talk:widgets",
  setup(bundler) {
    bundler.onResolve({ filter: /^talk:widgets$/ }, () => ({ path: "widgets", namespace: "talk" }));
    bundler.onLoad({ filter: /^widgets$/, namespace: "talk" }, async () => {
      const files = await widgetFiles("element.ts");
      const loaders = files.map(
        (file) => `${JSON.stringify(tagOf(file))}: () => import(${JSON.stringify(file)})`,
      );
      const contents = inOnePiece
        ? [
            ...files.map((file) => `import ${JSON.stringify(file)};`),
            'import { mountAhead } from "./mount_ahead.js";',
            "mountAhead();",
          ].join("\n")
        : `import { defineWidgets } from "./define_widgets.js";
           import "talk:shared";
           await defineWidgets({ ${loaders.join(", ")} });`;
      return { contents, loader: "ts", resolveDir: web, watchDirs: [widgets] };
    });
  },
});

/**
 * The plugin that lets every shell and every widget import all shared parts.
 *
 * esbuild makes one chunk for each set of entries that share a module: a page asked for twenty
 * files of 2 kB. What all entries share becomes a single chunk.
 */
const sharedParts = {
  name: "talk:shared",
  setup(bundler) {
    bundler.onResolve({ filter: /^talk:shared$/ }, () => ({ path: "shared", namespace: "talk" }));
    bundler.onLoad({ filter: /^shared$/, namespace: "talk" }, async () => {
      const folders = await Promise.all(SHARED_FOLDERS.map((folder) => scriptsIn(folder)));
      const files = [...SHARED, ...folders.flat()];
      return {
        contents: files.map((file) => `import "./${file}";`).join("\n"),
        loader: "ts",
        resolveDir: web,
        watchDirs: SHARED_FOLDERS.map((folder) => path.join(web, folder)),
      };
    });
    bundler.onLoad({ filter: SHARING }, async ({ path: file }) => ({
      contents: `${await readFile(file, "utf8")}\nimport "talk:shared";\n`,
      loader: "ts",
    }));
  },
};

/** Return the modules in a folder of web/, as paths from there, sorted, without tests. */
async function scriptsIn(folder) {
  return (await readdir(path.join(web, folder)))
    .filter((file) => file.endsWith(".ts") && !/\.(test|gen|d)\.ts$/.test(file))
    .sort()
    .map((file) => `${folder}/${file}`);
}

/** Return the custom element's name of the widget that the file belongs to. */
function tagOf(file) {
  return `talk-${path.basename(path.dirname(file)).replaceAll("_", "-")}`;
}

/**
 * The plugin for `talk:style/NAME`, the style of a shell: its parts and every widget's look.
 *
 * Each is in a cascade layer, so that a later layer wins over an earlier one whatever the selectors
 * are, and a theme, which is in none, wins over all.
 */
const talkStyles = {
  name: "talk:style",
  setup(bundler) {
    bundler.onResolve({ filter: /^talk:style\// }, (wanted) => ({
      path: wanted.path.slice("talk:style/".length),
      namespace: "talk-style",
    }));
    bundler.onLoad({ filter: /.*/, namespace: "talk-style" }, async (wanted) => {
      const parts = [];
      for (const part of SHELLS[wanted.path]) {
        if (part.endsWith("fonts.css")) parts.push(`@import "./${part}";`);
        else if (part.startsWith("reveal.js/")) parts.push(`@import "${part}" layer(reveal);`);
        else if (existsSync(path.join(web, part))) {
          const layer = BASE.includes(part) ? "base" : "shell";
          parts.push(`@import "./${part}" layer(${layer});`);
        }
      }
      for (const file of await stylesIn(
        path.join(web, wanted.path === "file" ? "stage" : wanted.path),
      ))
        parts.push(`@import ${JSON.stringify(file)} layer(shell);`);
      for (const file of await stylesIn(path.join(web, "ui")))
        parts.push(`@import ${JSON.stringify(file)} layer(widgets);`);
      for (const file of await widgetFiles("look.css"))
        parts.push(`@import ${JSON.stringify(file)} layer(widgets);`);
      return {
        contents: ["@layer reveal, base, widgets, shell;", ...parts].join("\n"),
        loader: "css",
        resolveDir: web,
        watchDirs: [widgets, web],
      };
    });
  },
};

/** Return esbuild's options: shells in modules, shells in one piece, styles, drawings. */
function options(outdir) {
  const present = Object.keys(SHELLS).filter((name) => existsSync(path.join(web, `${name}.ts`)));
  const missing = Object.keys(SHELLS).filter(
    (name) => !present.includes(name) && !STYLE_ONLY.includes(name),
  );
  if (missing.length > 0)
    console.warn(`no ${missing.map((name) => `${name}.ts`).join(", ")}: built without`);
  return [
    {
      ...common,
      outdir,
      entryPoints: present
        .filter((name) => !WHOLE.includes(name))
        .map((name) => ({ in: `./${name}.ts`, out: name })),
      format: "esm",
      splitting: true,
      plugins: [talkWidgets(false), sharedParts],
    },
    {
      ...common,
      outdir,
      entryPoints: present
        .filter((name) => WHOLE.includes(name))
        .map((name) => ({ in: `./${name}.ts`, out: name })),
      format: "iife",
      plugins: [talkWidgets(true)],
    },
    {
      ...common,
      outdir,
      entryPoints: Object.keys(SHELLS).map((name) => ({ in: `talk:style/${name}`, out: name })),
      plugins: [talkStyles],
    },
    {
      ...common,
      outdir: path.join(outdir, "drawings"),
      entryPoints: DRAWINGS.map((name) => `./drawings/${name}.mjs`),
      entryNames: "[name]",
      format: "iife",
      plugins: [],
    },
  ];
}

/**
 * Return the files that an entry needs at once: its imports, and what defines the widgets, which
 * every shell loads next. What it may load later is not among them.
 */
function needed(outputs, entry) {
  const found = new Set();
  const visit = (file) => {
    for (const item of outputs[file].imports) {
      if (item.external || found.has(item.path)) continue;
      const isWidgets = outputs[item.path]?.entryPoint === "talk:widgets";
      if (item.kind === "import-statement" || (item.kind === "dynamic-import" && isWidgets)) {
        found.add(item.path);
        visit(item.path);
      }
    }
  };
  visit(entry);
  return [...found];
}

function manifestOf(outdir, metafiles, together) {
  const manifest = { preload: {}, widgets: {}, together, fonts: {}, paper: [], files: [] };
  const named = (file) => path.relative(outdir, path.join(web, file));
  for (const { outputs } of metafiles) {
    for (const [file, output] of Object.entries(outputs)) {
      const name = named(file);
      if (name.startsWith("drawings")) continue;
      if (!manifest.files.includes(name)) manifest.files.push(name);
      const entry = output.entryPoint?.match(/^(?:talk-style:)?(\w+)(?:\.ts)?$/)?.[1];
      if (entry && entry in SHELLS) {
        const plain = entry + path.extname(file);
        manifest[plain] = name;
        if (plain.endsWith(".js")) manifest.preload[plain] = needed(outputs, file).map(named);
      }
      const widget = output.entryPoint?.match(/widgets\/(\w+)\/element\.ts$/)?.[1];
      if (widget) manifest.widgets[widget] = [file, ...needed(outputs, file)].map(named);
      const font = name.match(/^fonts\/(.+?)-latin.*\.woff2$/)?.[1];
      if (font && PAPER.test(name)) manifest.paper.push(name);
      else if (font) manifest.fonts[font] = name;
    }
  }
  manifest.files.sort();
  return manifest;
}

/**
 * Write each widget's module once more, as a function that a deck's module of widgets calls.
 *
 * Modules are compressed one by one, so thirty small ones weigh a quarter more than one of them all.
 * In it, imports are constants taken from a namespace `$HASH` for `chunk.HASH.js`, which the deck's
 * module imports. Returns the files that each function needs imported, by widget.
 */
async function writeFunctions(outdir, metafiles) {
  await mkdir(path.join(outdir, "together"), { recursive: true });
  const imported = {};
  for (const { outputs } of metafiles)
    for (const [file, { entryPoint }] of Object.entries(outputs)) {
      const widget = entryPoint?.match(/widgets\/(\w+)\/element\.ts$/)?.[1];
      if (!widget) continue;
      // esbuild's minified modules begin with all imports and end with one export.
      const [, head, body] = (await readFile(path.join(web, file), "utf8")).match(
        /^((?:import(?:\{[^}]*\}from)?"[^"]+";)*)(.*?)(?:export\{\w+ as default\};)?\s*$/s,
      );
      const files = [];
      const names = [];
      for (const [, list, from] of head.matchAll(/import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/g)) {
        files.push(from);
        if (list) names.push(`{${list.replaceAll(" as ", ":")}}=$${from.split(".")[1]}`);
      }
      if (/\bexport\s*\{|^import\b/.test(body))
        throw new Error(`${widget}: a widget's module exports nothing but its element`);
      const constants = names.length > 0 ? `const ${names.join(",")};` : "";
      await writeFile(
        path.join(outdir, "together", `${widget}.js`),
        // In a function, so that what one widget declares is not another's.
        `customElements.get("${tagOf(entryPoint)}")||(()=>{${constants}${body.trim()}})();\n`,
      );
      imported[widget] = files;
    }
  return imported;
}

/** Return the licences of all packages that are in a bundle, as text. */
async function licences(metafiles) {
  // Copied as they are, so no bundle names them.
  const packages = new Set(["gpt-tokenizer", "axe-core", "twemoji-colr-font"]);
  for (const { inputs } of metafiles)
    for (const file of Object.keys(inputs)) {
      const name = file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
      if (name) packages.add(name);
    }
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = path.join(web, "node_modules", name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(path.join(folder, file), "utf8") : "";
    texts.push(`${name} ${about.version} (${about.license})\n\n${text}`);
  }
  return texts.join(`\n\n${"-".repeat(80)}\n\n`);
}

/** Leave in each shell's style only what its view can match, under a name by what is left. */
async function narrowStyles(metafiles) {
  for (const { outputs } of metafiles)
    for (const [file, output] of Object.entries(outputs)) {
      const shell = output.entryPoint?.match(/^talk-style:(\w+)$/)?.[1];
      if (!shell) continue;
      const css = forView(await readFile(path.join(web, file), "utf8"), VIEWS[shell] ?? shell);
      // Browsers keep a file by its name: esbuild's hash is that of the style before this.
      const hash = createHash("sha256").update(css).digest("hex").slice(0, 8).toUpperCase();
      const named = path.join(path.dirname(file), `${shell}.${hash}.css`);
      await rm(path.join(web, file));
      await writeFile(path.join(web, named), css);
      delete outputs[file];
      outputs[named] = output;
    }
}

/** Add everything that is not bundled, and finish what is. */
async function finish(outdir, metafiles) {
  await narrowStyles(metafiles);
  await mkdir(path.join(outdir, "ranks"), { recursive: true });
  for (const name of RANKS)
    await cp(
      path.join(web, "node_modules/gpt-tokenizer/data", `${name}.tiktoken`),
      path.join(outdir, "ranks", `${name}.tiktoken`),
    );
  // Cut down to the emoji of a deck by talk/build/emoji.py; never served whole.
  await cp(
    path.join(web, "node_modules/twemoji-colr-font/twemoji.woff2"),
    path.join(outdir, "emoji.woff2"),
  );
  // For `talk check --render`; it is never served.
  await cp(path.join(web, "node_modules/axe-core/axe.min.js"), path.join(outdir, "axe.min.js"));
  await writeFile(path.join(outdir, "LICENSES.txt"), await licences(metafiles));
  const together = await writeFunctions(outdir, metafiles);
  await writeFile(
    path.join(outdir, "manifest.json"),
    `${JSON.stringify(manifestOf(outdir, metafiles, together), null, 1)}\n`,
  );
}

/** Build into a folder of its own, which then takes the place of dist/. */
async function once() {
  const outdir = path.join(web, `dist-${process.pid}.tmp`);
  try {
    const results = await Promise.all(options(outdir).map((item) => build(item)));
    await finish(
      outdir,
      results.map((result) => result.metafile),
    );
    const old = `${outdir}.old.tmp`;
    // A folder that has files cannot be replaced, so the old one steps aside for a moment.
    if (existsSync(dist)) await rename(dist, old);
    await rename(outdir, dist);
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** Rebuild on every change; the manifest is written from the latest metafile of each part. */
async function watch() {
  const latest = [];
  const contexts = options(dist).map((item, index) =>
    context({
      ...item,
      plugins: [
        ...item.plugins,
        {
          name: "manifest",
          setup(bundler) {
            bundler.onEnd(async (result) => {
              if (result.errors.length > 0 || !result.metafile) return;
              latest[index] = result.metafile;
              if (latest.filter(Boolean).length === contexts.length) {
                await finish(dist, latest);
                console.log(`front end built ${new Date().toLocaleTimeString()}`);
              }
            });
          },
        },
      ],
    }),
  );
  for (const item of await Promise.all(contexts)) await item.watch();
  await new Promise(() => {});
}

await (watching ? watch() : once());
