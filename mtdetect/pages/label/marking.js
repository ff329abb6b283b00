// Adding, changing and removing marks.
"use strict";

function mark(start, end, label) {
  state.spans.push({ start, end, label });
  state.spans.sort((a, b) => a.start - b.start || a.end - b.end);
  state.last = state.spans.find((s) => s.start === start && s.end === end && s.label === label);
  const kind = ANSWERS[familyOf(label)];
  if (kind && answered(kind) === undefined) choose(kind, "1");
  draw();
  say(`Marked “${excerpt({ start, end })}” as ${label}.`);
  $("paragraph").focus({ preventScroll: true });
}

function unmark(span) {
  state.spans = state.spans.filter((other) => other !== span);
  draw();
  say(`Removed mark: ${span.label}.`);
  $("paragraph").focus({ preventScroll: true });
}

// Marks the selection, or the whole paragraph. If called again with no new selection, switches to the next label.
function markFamily(button) {
  const { text } = state.item;
  const { family, label } = button.dataset;
  const last = state.spans.includes(state.last) ? state.last : null;
  if (!state.selection && last && familyOf(last.label) === family) {
    const labels = [...$("labels").content.querySelectorAll(`option[data-family=${family}]`)].map((o) => o.value);
    last.label = labels[(labels.indexOf(last.label) + 1) % labels.length];
    draw();
    say(`Marked as ${last.label}.`);
    return;
  }
  const range = state.selection ?? tidy(text, 0, text.length);
  toggleWords(false);
  if (range) mark(toPoints(text, range[0]), toPoints(text, range[1]), label);
}

function selected(range) {
  state.selection = range;
  $("selected").textContent = range ? "the selected words as" : "the selection or whole paragraph as";
}

// Reads the part of the selection that is in the paragraph, in UTF-16 units.
function readSelection() {
  const selection = getSelection();
  const paragraph = $("paragraph");
  if (!state.item || state.words || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (range.collapsed || !range.intersectsNode(paragraph)) return selected(null);
  const inside = document.createRange();
  inside.selectNodeContents(paragraph);
  const whole = inside.cloneRange();
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) > 0) inside.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) < 0) inside.setEnd(range.endContainer, range.endOffset);
  const length = inside.toString().length;
  whole.setEnd(inside.startContainer, inside.startOffset);
  const start = whole.toString().length;
  selected(tidy(state.item.text, start, start + length));
}

// Starts or ends selection by keyboard. It starts at the word after the last mark, or else at the first word.
function toggleWords(on = !state.words) {
  $("words").setAttribute("aria-pressed", String(on));
  state.words = null;
  if (!on) {
    getSelection().removeAllRanges();
    return selected(null);
  }
  const all = [...state.item.text.matchAll(/\S+/g)].map((found) => [found.index, found.index + found[0].length]);
  const after = state.spans.includes(state.last) ? toUnits(state.item.text, state.last.end) : 0;
  const first = all.findIndex(([start]) => start >= after);
  state.words = { all, first: 0, last: 0 };
  pointAt(first, first);
  $("paragraph").focus({ preventScroll: true });
}

function pointAt(first, last) {
  const { all } = state.words;
  last = Math.max(0, Math.min(last, all.length - 1));
  first = Math.max(0, Math.min(first, last));
  Object.assign(state.words, { first, last });
  const [start, end] = [all[first][0], all[last][1]];
  selected([start, end]);
  const [from, to] = [place(start), place(end)];
  getSelection().setBaseAndExtent(...from, ...to);
  from[0].parentElement.scrollIntoView({ block: "nearest" });
  say(state.item.text.slice(start, end));
}

// The text node that contains an offset of the paragraph's text, and the offset within it.
function place(unit) {
  const walker = document.createTreeWalker($("paragraph"), NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (unit > node.data.length) {
    unit -= node.data.length;
    node = walker.nextNode();
  }
  return [node, unit];
}
