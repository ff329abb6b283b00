// Converts offsets: the browser counts UTF-16 units, Python counts code points.
"use strict";

const paired = (text) => /[\ud800-\udbff][\udc00-\udfff]/.test(text);

function toPoints(text, unit) {
  return paired(text) ? Array.from(text.slice(0, unit)).length : unit;
}

function toUnits(text, point) {
  if (!paired(text)) return point;
  let unit = 0;
  for (const char of text) {
    if (point-- <= 0) break;
    unit += char.length;
  }
  return unit;
}

// Whether an offset falls between the two halves of a surrogate pair.
function splits(text, unit) {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(unit - 1, unit + 1));
}

// Trims white space and completes half characters at both ends; null if nothing is left.
function tidy(text, start, end) {
  if (splits(text, start)) start -= 1;
  if (splits(text, end)) end += 1;
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return start < end ? [start, end] : null;
}
