/** Numbers as people read them, in the language of the interface. */
import { locale, t } from "./messages.js";

const formats = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify([locale(), options]);
  let made = formats.get(key);
  // One is made for each way of writing: to make one costs more than a hundred numbers.
  if (!made) {
    made = new Intl.NumberFormat(locale(), options);
    formats.set(key, made);
  }
  return made.format(value);
}

/** Return a whole number with thousands separators: 100,277. */
export function count(value: number): string {
  return format(value, {});
}

/**
 * Return a count with its noun: "1 token", "7 tokens". It is for widgets of a deck, which bring
 * their own words; ours have a message with plurals.
 */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Return a number with so many digits after the point: 0.50. */
export function decimal(value: number, digits: number): string {
  return format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Return a number with so many significant digits, without zeros at its end: 1.25, 0.031. */
export function significant(value: number, digits: number): string {
  return format(value, { maximumSignificantDigits: digits });
}

/** Return a probability in percent, with fitting digits: 94.8 %, 3.1 %, 0.42 %, < 0.01 %. */
export function percent(probability: number): string {
  const value = probability * 100;
  // What is possible never reads as 0, and what is not certain never as 100.
  if (value > 0 && value < 0.01) return written(`< ${decimal(0.01, 2)}`);
  if (value >= 99.995 && value < 100) return written(`> ${decimal(99.99, 2)}`);
  if (value === 0) return written("0");
  return written(decimal(value, value < 1 || (value > 99.9 && value < 100) ? 2 : 1));
}

/** Return a share as whole percents: 42 %. */
export function wholePercent(share: number): string {
  return written(count(Math.round(share * 100)));
}

function written(number: string): string {
  return t("number-percent", { number });
}

/** Return a very small probability in words: 1 in 8,300,000. */
export function oneIn(probability: number): string {
  const times = 1 / probability;
  // Two significant digits, as in speech.
  const step = 10 ** Math.max(0, Math.floor(Math.log10(times)) - 1);
  return t("number-one-in", { number: count(Math.round(times / step) * step) });
}

/** Return things as a list in words: a, b and c. */
export function listed(things: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(things);
}

/** Return an amount of information: 3.17 bits. */
export function bits(value: number): string {
  return t("number-bits", { number: decimal(value, 2) });
}

/** Return a number with its sign, a minus sign and not a hyphen: +1.7, −0.3. */
export function signed(value: number, digits = 1): string {
  const text = decimal(Math.abs(value), digits);
  // Zero after rounding has no sign.
  const isZero = Number(Math.abs(value).toFixed(digits)) === 0;
  return isZero ? text : `${value < 0 ? "−" : "+"}${text}`;
}

/** Return a number of any size: 2.7 billion, 15 trillion, 44,000. */
export function large(value: number): string {
  if (value >= 1e6)
    return format(value, {
      notation: "compact",
      compactDisplay: "long",
      maximumSignificantDigits: 3,
    });
  return value >= 100 ? count(Math.round(value)) : significant(value, 3);
}

/** Return a duration: 0.042 ms, 3.0 ms, 1.2 s. */
export function milliseconds(value: number): string {
  const ms = (number: string): string => t("number-ms", { number });
  if (value > 0 && value < 0.1) return ms(significant(value, 2));
  if (value < 10) return ms(decimal(value, 1));
  return value < 1000
    ? ms(String(Math.round(value)))
    : t("number-s", { number: decimal(value / 1000, 1) });
}
