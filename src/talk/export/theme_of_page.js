/**
 * Return the colours (`rrggbb`) and the fonts of the page's theme.
 *
 * It runs inside the print page; powerpoint.py evaluates the file as an expression.
 */
() => {
  const root = getComputedStyle(document.documentElement);
  const painter = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (name, otherwise) => {
    // A canvas ignores a colour that it cannot read and keeps the one before.
    painter.fillStyle = otherwise;
    painter.fillStyle = root.getPropertyValue(`--${name}`).trim() || otherwise;
    painter.fillRect(0, 0, 1, 1);
    const [red, green, blue] = painter.getImageData(0, 0, 1, 1).data;
    return [red, green, blue].map((one) => one.toString(16).padStart(2, "0")).join("");
  };
  const font = (name) =>
    root.getPropertyValue(`--font-${name}`).split(",")[0].replace(/["']/g, "").trim() || "Arial";
  return {
    // The twelve slots that a PowerPoint file's theme has (ECMA-376 part 1, clrScheme).
    colours: {
      dk1: colour("ink", "#000"),
      lt1: colour("paper", "#fff"),
      dk2: colour("quiet", "#555"),
      lt2: colour("surface", "#eee"),
      accent1: colour("accent", "#b32"),
      accent2: colour("inference", "#077"),
      accent3: colour("training", "#a50"),
      accent4: colour("recorded", "#65a"),
      accent5: colour("live", "#373"),
      accent6: colour("failed", "#b22"),
      hlink: colour("accent", "#b32"),
      folHlink: colour("quiet", "#555"),
    },
    major: font("display"),
    minor: font("text"),
    mono: font("mono"),
  };
}
