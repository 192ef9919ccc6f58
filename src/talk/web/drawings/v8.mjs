/**
 * What the libraries expect of a browser and a bare V8 lacks.
 *
 * Python runs these bundles in V8 (talk/drawings/engine.py); there is no document, no network and
 * no file in it.
 */

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

globalThis.console ??= {};
for (const name of ["log", "info", "warn", "error", "debug"]) globalThis.console[name] ??= () => {};

// Only specifications and options are cloned, which are JSON.
globalThis.structuredClone ??= (value) =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

// A salt against hostile keys, which one drawing has no use for; the same drawing comes out always.
globalThis.crypto ??= { getRandomValues: (array) => array.fill(4) };

globalThis.atob ??= (text) => {
  let [bits, count, made] = [0, 0, ""];
  for (const letter of text.replace(/[=\s]/g, "")) {
    bits = (bits << 6) | BASE64.indexOf(letter);
    count += 6;
    if (count >= 8) {
      count -= 8;
      made += String.fromCharCode((bits >> count) & 255);
    }
  }
  return made;
};

globalThis.TextEncoder ??= class {
  encode(text) {
    const bytes = unescape(encodeURIComponent(text));
    return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
  }
};

globalThis.TextDecoder ??= class {
  decode(bytes) {
    let text = "";
    for (const byte of new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset, bytes.byteLength))
      text += String.fromCharCode(byte);
    return decodeURIComponent(escape(text));
  }
};
