/** Numbers as people read them; English, as the slides are. */

/** Return a whole number with thousands separators: 100,277. */
export function count(value: number): string {
  return value.toLocaleString("en-GB");
}

/** Return a count with its noun: "1 token", "7 tokens". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Return a probability in percent, with fitting digits: 94.8 %, 3.1 %, 0.42 %, < 0.01 %. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value === 0) return "0 %";
  if (value < 0.01) return "< 0.01 %";
  if (value < 1) return `${value.toFixed(2)} %`;
  if (value >= 99.995 && value < 100) return "> 99.99 %";
  if (value > 99.9 && value < 100) return `${value.toFixed(2)} %`;
  return `${value.toFixed(1)} %`;
}

/** Return a very small probability in words: 1 in 8,300,000. */
export function oneIn(probability: number): string {
  const times = 1 / probability;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(times)) - 1);
  return `1 in ${count(Math.round(times / step) * step)}`;
}

/** Return an amount of information: 3.17 bits. */
export function bits(value: number): string {
  return `${value.toFixed(2)} bits`;
}

/** Return a number with its sign, a minus sign and not a hyphen: +1.7, −0.3. */
export function signed(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}

const SCALES: [number, string][] = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
];

/** Return a number of any size: 2.7 billion, 15 trillion, 44,000. */
export function large(value: number): string {
  for (const [size, name] of SCALES)
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${name}`;
  return value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Return a duration: 0.042 ms, 3.0 ms, 1.2 s. */
export function milliseconds(value: number): string {
  if (value > 0 && value < 0.1) return `${Number(value.toPrecision(2))} ms`;
  return value < 1000
    ? `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
    : `${(value / 1000).toFixed(1)} s`;
}
