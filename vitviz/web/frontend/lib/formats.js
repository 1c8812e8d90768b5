// Numbers as the visitor's language writes them, all with a true minus sign.

/** @typedef {import("./types.js").Write} Write */

/** A hyphen before a number as the minus sign. @param {string} text */
export function minus(text) {
  return text.replace("-", "−");
}

/** The day, as an export says it. @param {string} language  "en", "zh" */
export function today(language) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date());
}

/**
 * @param {string} language  "en", "zh"
 * @param {Intl.NumberFormatOptions} options
 * @returns {Write}
 */
function number(language, options) {
  const format = new Intl.NumberFormat(language, options);
  return (value) => minus(format.format(value));
}

/**
 * Numbers with `digits` decimals each. `signed` writes a plus too; a zero has no sign then.
 * @param {string} language
 * @param {number} digits
 * @param {boolean} [signed]
 * @returns {Write}
 */
export function decimals(language, digits, signed = false) {
  return number(language, { minimumFractionDigits: digits, maximumFractionDigits: digits,
    signDisplay: signed ? "exceptZero" : "negative" });
}

/**
 * What is above zero but below `least` is only said to be so: "<0.01".
 * @param {number} least
 * @param {Write} write
 * @returns {Write}
 */
function atLeast(least, write) {
  return (value) => (value > 0 && value < least ? `<${write(least)}` : write(value));
}

/** @param {string} language */
function made(language) {
  return {
    /** A share, to two digits: "12%", "<0.01%". */
    percent: atLeast(1e-4, number(language, { style: "percent", maximumSignificantDigits: 2 })),
    /** A number to three digits: "1.23", "<0.01". */
    plain: atLeast(0.01, number(language, { maximumSignificantDigits: 3 })),
    whole: number(language, { maximumFractionDigits: 0 }),
    /** A change of a whole number: "+12", "−3", "0". */
    wholeChange: decimals(language, 0, true),
    compact: compact(language),
    /** A change of a share: "+12%", "−3.4%". */
    signed: number(language, { style: "percent", maximumSignificantDigits: 2, signDisplay: "exceptZero" }),
    tenth: decimals(language, 1),
    hundredth: decimals(language, 2),
    /** A change to two decimals: "+0.25", "−1.00". */
    change: decimals(language, 2, true),
    /** A size of a file, from bytes, in gigabytes from one on; never rounded down, so that a limit is not what exceeds it. */
    megabytes: sizes(language),
    memory: memory(language),
    nats,
    small,
    difference,
  };
}

/** A count to three digits: "22.1M" in English, "2210 万" in Chinese, where a number stands apart
 * from the word that follows it, as everywhere in our texts. @param {string} language @returns {Write} */
function compact(language) {
  const write = number(language, { notation: "compact", maximumSignificantDigits: 3 });
  return (value) => write(value).replace(/(\d)(\p{Script=Han})/u, "$1\u00a0$2");
}

/** @param {string} language @returns {Write} */
function sizes(language) {
  const mega = number(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const giga = number(language, { style: "unit", unit: "gigabyte", maximumFractionDigits: 2 });
  return (bytes) => unbroken(bytes < 1e9 ? mega(Math.ceil(bytes / 1e5) / 10) : giga(Math.ceil(bytes / 1e7) / 100));
}

/** So much memory, from bytes: in gigabytes from one on. @param {string} language @returns {Write} */
function memory(language) {
  const mega = number(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 0 });
  const giga = number(language, { style: "unit", unit: "gigabyte", maximumFractionDigits: 1 });
  return (bytes) => unbroken(bytes < 1e9 ? mega(bytes / 1e6) : giga(bytes / 1e9));
}

/** A number and its unit, which no line parts. @param {string} text */
function unbroken(text) {
  return text.replaceAll(" ", "\u00a0");
}

/** @type {Map<string, ReturnType<typeof made>>} */
const known = new Map();

/** The ways to write numbers in `language`; made once. @param {string} language */
export function formats(language) {
  const found = known.get(language) ?? made(language);
  known.set(language, found);
  return found;
}

/** A divergence: three digits, never less than what float32 can tell. @type {Write} */
export function nats(value) {
  if (value < 1e-6) return "0";
  return value < 1e-3 ? minus(value.toExponential(1)) : String(Number(value.toPrecision(3)));
}

/** @type {Record<string, string>} */
const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸",
  9: "⁹" };

/** A whole number as an exponent: ⁻⁷. @param {number|string} exponent */
export function raised(exponent) {
  return [...String(Number(exponent))].map((sign) => RAISED[sign]).join("");
}

/** A number above zero as 5.4 × 10⁻⁷. @type {Write} */
export function small(value) {
  if (!value) return "0";
  const [digits, power] = value.toExponential(1).split("e");
  return Number(digits) === 1 ? `10${raised(power)}` : unbroken(`${Number(digits)} × 10${raised(power)}`);
}

/** A difference that may be one of rounding alone: 1.87, below a hundredth 3.8 × 10⁻⁶. @type {Write} */
export function difference(value) {
  return value >= 0.01 ? value.toFixed(2) : small(value);
}
