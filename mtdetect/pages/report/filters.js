/* Filters by family and by threshold, and the counts that depend on them. */
"use strict";

const isShown = (mark) => mark.families.some((family) => !off.has(family));

/** Applies the filters to everything that depends on them. */
function refresh() {
  const numbers = Object.fromEntries([...FAMILIES, "whole"].map((name) => [name, 0]));
  places = [];
  let damaged = 0, sound = 0, below = 0;
  for (const paragraph of doc.paragraphs) {
    const shown = paragraph.marks.filter(isShown);
    paragraph.hit = paragraph.damage >= threshold;
    paragraph.places = paragraph.hit ? shown : [];
    paragraph.whole = paragraph.hit && !paragraph.marks.length && !off.has("whole");
    paragraph.element.classList.toggle("hit", paragraph.hit);
    if (!paragraph.hit) {
      sound += 1;
      below += shown.length;
      continue;
    }
    damaged += 1;
    if (sound) paragraph.element.dataset.gap = `… ${count(sound, "paragraph", "paragraphs")} hidden`;
    else delete paragraph.element.dataset.gap;
    sound = 0;
    for (const mark of paragraph.marks) for (const family of mark.families) numbers[family] += 1;
    if (!paragraph.marks.length) numbers.whole += 1;
    places.push(...paragraph.places.map((mark) => mark.element));
    if (paragraph.whole) places.push(paragraph.link);
  }
  for (const box of $("families").querySelectorAll("input")) {
    box.parentElement.lastElementChild.textContent = numbers[box.value].toLocaleString("en");
    if (box.value === "whole") box.parentElement.hidden = !numbers.whole;
  }
  $("shown").textContent = `${count(places.length, "finding", "findings")} in ${damaged.toLocaleString("en")} of ` +
    count(doc.paragraphs.length, "paragraph", "paragraphs");
  const less = `${count(below, "flag is", "flags are")} in paragraphs below this minimum (thin underlines).`;
  $("below").textContent = below ? less : "";
  $("threshold-value").textContent = threshold.toFixed(2);
  $("threshold").value = threshold;
  const said = `${threshold.toFixed(2)}: ${count(damaged, "paragraph", "paragraphs")}`;
  $("threshold").setAttribute("aria-valuetext", said);
  measure();
  drawMap();
  drawWorst();
  drawPosition();
}

function filterFamily(box) {
  off[box.checked ? "delete" : "add"](box.value);
  for (const family of FAMILIES) main.classList.toggle(`off-${family}`, off.has(family));
  for (const paragraph of doc.paragraphs) {
    for (const mark of paragraph.marks) mark.element.tabIndex = isShown(mark) ? 0 : -1;
  }
  hideTip();
  refresh();
}

/** Estimates the height of groups that are not laid out yet, so that the scroll bar is right from the start. */
function measure() {
  const [characters, line] = phone.matches ? [36, 27] : [72, 30], only = main.classList.contains("only");
  for (const [group, paragraphs] of doc.groups) {
    let height = 0;
    for (const p of paragraphs) if (p.hit || !only) height += Math.ceil(p.length / characters) * line + 15;
    group.style.containIntrinsicBlockSize = only ? `${height}px` : `auto ${height}px`;
  }
}
