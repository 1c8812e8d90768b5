import assert from "node:assert/strict";
import { test } from "node:test";

import { decimals, difference, formats, minus, nats, raised, small } from "../../../vitviz/web/frontend/lib/formats.js";

const LANGUAGES = ["en", "zh"];

/** What a format writes in each language. */
const both = (name, value) => LANGUAGES.map((language) => formats(language)[name](value));

test("a share has two digits", () => {
  assert.deepEqual(both("percent", 0.1234), ["12%", "12%"]);
  assert.deepEqual(both("percent", 0), ["0%", "0%"]);
  assert.deepEqual(both("percent", 1), ["100%", "100%"]);
});

test("a share too small to count is only said to be so", () => {
  assert.deepEqual(both("percent", 0.00002), ["<0.01%", "<0.01%"]);
  assert.deepEqual(both("percent", 0.0001), ["0.01%", "0.01%"]);
});

test("a number has three digits, a small one a bound", () => {
  assert.deepEqual(both("plain", 12345), ["12,300", "12,300"]);
  assert.deepEqual(both("plain", 1.2345), ["1.23", "1.23"]);
  assert.deepEqual(both("plain", 0.003), ["<0.01", "<0.01"]);
  assert.deepEqual(both("plain", -1.5), ["−1.5", "−1.5"]);
});

test("a change of a share says its direction", () => {
  assert.deepEqual(both("signed", 0.1), ["+10%", "+10%"]);
  assert.deepEqual(both("signed", -0.034), ["−3.4%", "−3.4%"]);
  assert.deepEqual(both("signed", 0), ["0%", "0%"]);
});

test("a change in numbers has two decimals and a true minus", () => {
  assert.deepEqual(both("change", 0.25), ["+0.25", "+0.25"]);
  assert.deepEqual(both("change", -1), ["−1.00", "−1.00"]);
  assert.deepEqual(both("change", -0.001), ["0.00", "0.00"]);
});

test("fixed decimals have no plus and no negative zero", () => {
  assert.deepEqual(both("tenth", 0.26), ["0.3", "0.3"]);
  assert.deepEqual(both("hundredth", -0.001), ["0.00", "0.00"]);
  assert.deepEqual(both("hundredth", -2.345), ["−2.35", "−2.35"]);
  assert.equal(decimals("en", 3)(0.5), "0.500");
});

test("a whole number has no decimals", () => {
  assert.deepEqual(both("whole", 1234.5), ["1,235", "1,235"]);
});

test("a file's size is rounded up and bears its unit in the language", () => {
  const [english, chinese] = both("megabytes", 20_000_001);
  assert.equal(english, "20.1\u00a0MB");
  assert.match(chinese, /^20\.1\s*(MB|兆字节)$/);
});

test("a divergence has three digits and ends where float32 does", () => {
  assert.equal(nats(1.23456), "1.23");
  assert.equal(nats(0.1), "0.1");
  assert.equal(nats(0.00054321), "5.4e−4");
  assert.equal(nats(9e-7), "0");
});

test("a small number is written as a power of ten", () => {
  assert.equal(small(5.4e-7), "5.4\u00a0×\u00a010⁻⁷");
  assert.equal(small(1e-12), "10⁻¹²");
  assert.equal(small(3), "3\u00a0×\u00a010⁰");
  assert.equal(small(0), "0");
});

test("a difference of rounding alone is a power of ten, a larger one has two decimals", () => {
  assert.equal(difference(1.873), "1.87");
  assert.equal(difference(0.01), "0.01");
  assert.equal(difference(3.81e-6), "3.8\u00a0×\u00a010⁻⁶");
  assert.equal(difference(9.97e-6), "10⁻⁵");
  assert.equal(difference(0), "0");
});

test("a count has three digits and the language's word for its size, which no line parts from it", () => {
  assert.deepEqual(both("compact", 22_080_062), ["22.1M", "2210\u00a0万"]);
  assert.deepEqual(both("compact", 6_120_000_000), ["6.12B", "61.2\u00a0亿"]);
  assert.deepEqual(both("compact", 384), ["384", "384"]);
});

test("a file is told in gigabytes from one on, never rounded down", () => {
  const written = (bytes) => both("megabytes", bytes).map((text) => text.replace(/\s/u, " "));
  assert.deepEqual(written(999_900_000), ["999.9 MB", "999.9 MB"]);
  assert.deepEqual(written(4_931_000_000), ["4.94 GB", "4.94 GB"]);
});

test("an exponent is raised digit by digit", () => {
  assert.equal(raised(-10), "⁻¹⁰");
  assert.equal(raised("+4"), "⁴");
});

test("only the sign of a number becomes a minus", () => {
  assert.equal(minus("-1"), "−1");
  assert.equal(minus("1"), "1");
});

test("memory is told in gigabytes from one on", () => {
  const written = (bytes) => both("memory", bytes).map((text) => text.replace(/\s/u, " "));
  assert.deepEqual(written(994_600_000), ["995 MB", "995 MB"]);
  assert.deepEqual(written(1e9), ["1 GB", "1 GB"]);
  assert.deepEqual(written(9_660_000_000), ["9.7 GB", "9.7 GB"]);
});
