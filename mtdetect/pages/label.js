// The labelling page. It shows one paragraph at a time, and says that it is judged when the server has it on disk.
// Text is only ever set as text. Offsets of spans are counted in code points, as the samples file has them.
"use strict";

const $ = (id) => document.getElementById(id);
const KINDS = ["translation", "scraping"];
const KEYS = { q: ["translation", "1"], w: ["translation", "0"], e: ["translation", "null"],
               a: ["scraping", "1"], s: ["scraping", "0"], d: ["scraping", "null"] };
const WORDS = { 1: "damaged", 0: "sound", null: "unsure" };
// A mark of these families answers the question, where that is still open. Repetition may be either.
const ANSWERS = { boundary: "scraping", splice: "scraping", furniture: "scraping", encoding: "scraping",
                  translation: "translation" };

const token = new URLSearchParams(location.search).get("token");
const tab = sessionStorage.tab ??= crypto.randomUUID();

const state = {
  item: null,       // the paragraph in focus, as the server gave it
  spans: [],        // {start, end, label}, in code points
  flags: null,      // what the rules found, once it was asked for
  conflict: null,   // the judgement of another tab, in JSON, while it stands unchanged here
  busy: false,
  selection: null,  // [start, end] of the selected words, in UTF-16 units
  words: null,      // while words are selected by keys: {all, first, last}
};

// ---- Offsets: the browser counts UTF-16 units, Python code points -------------------------------------------------

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

// Whether a place lies between the two halves of one character.
function splits(text, unit) {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(unit - 1, unit + 1));
}

// A range without white space at its ends and without half characters; null where nothing is left.
function tidy(text, start, end) {
  if (splits(text, start)) start -= 1;
  if (splits(text, end)) end += 1;
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return start < end ? [start, end] : null;
}

// ---- Talking to the server -----------------------------------------------------------------------------------------

async function ask(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Token": token },
    body: JSON.stringify({ tab, ...body }),
  });
  return { status: answer.status, data: await answer.json().catch(() => ({ error: answer.statusText })) };
}

// One request at a time; what is typed meanwhile was not meant for the paragraph to come.
async function exchange(path, body, done) {
  if (state.busy) return;
  state.busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    const { status, data } = await ask(path, body);
    if (status === 200 || status === 409) done(data, status);
    else tell(`Not saved. ${data.error}`, true);
  } catch (error) {
    $("stopped").hidden = false;
    tell("Not saved: the program does not answer.", true);
  } finally {
    state.busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

// ---- Showing ---------------------------------------------------------------------------------------------------------

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function tell(message, bad = false) {
  $("message").textContent = message;
  $("message").classList.toggle("bad", bad);
  $("message").hidden = !message;
  if (message) say(message);
}

function say(sentence) {
  $("said").textContent = sentence;
}

function describe(judgement) {
  const [t, s] = KINDS.map((kind) => WORDS[judgement[kind]]);
  const count = judgement.spans.length;
  const places = count ? `, ${count} ${count === 1 ? "place" : "places"} marked` : "";
  return (t === s ? `both ${t}` : `translation ${t}, scraping ${s}`) + places;
}

function show({ item, progress }, said = "") {
  const { judged, left } = progress;
  $("bar").max = judged + left || 1;
  $("bar").value = judged;
  $("progress").textContent = `${judged.toLocaleString("en")} judged, ${left.toLocaleString("en")} left`;
  document.title = `${judged} judged · Label paragraphs`;
  $("undo").disabled = !progress.can_undo;
  Object.assign(state, { item, spans: [], flags: null, conflict: null, selection: null, words: null });
  tell("");
  $("stopped").hidden = true;
  $("work").hidden = !item;
  $("finished").hidden = Boolean(item);
  document.body.classList.toggle("finished", !item);
  document.body.dataset.item = item ? `${item.id}.${item.version}` : "none";
  if (!item) {
    say(`${said} All is judged.`.trim());
    $("finished").focus();
    return;
  }
  answer(item.judgement ?? {});
  state.spans = (item.judgement?.spans ?? []).map((span) => ({ ...span }));
  $("place").replaceChildren(element("bdi", "", item.document), ` · paragraph ${item.position + 1}`);
  for (const side of ["before", "after"]) {
    $(side).replaceChildren(...item[side].map((text) => element("p", "text", text)));
  }
  if (item.begins) $("before").prepend(element("p", "edge", "The document begins here."));
  if (item.ends) $("after").append(element("p", "edge", "The document ends here."));
  draw();
  window.scrollTo(0, 0);
  $("paragraph").focus({ preventScroll: true });
  say(said);
}

function answer(judgement) {
  for (const kind of KINDS) {
    for (const input of document.querySelectorAll(`input[name=${kind}]`)) {
      input.checked = kind in judgement && input.value === String(judgement[kind]);
    }
  }
  nameSpace();
}

function answered(kind) {
  return document.querySelector(`input[name=${kind}]:checked`)?.value;
}

function choose(kind, value) {
  document.querySelector(`input[name=${kind}][value="${value}"]`).checked = true;
  nameSpace();
}

// What the space bar would do now.
function nameSpace() {
  const open = KINDS.filter((kind) => answered(kind) === undefined);
  $("save").querySelector("span").textContent = ["Save, next", `${open[0]?.replace(/^./, (c) => c.toUpperCase())} sound, next`, "Both sound, next"][open.length];
}

const option = (label) => $("labels").content.querySelector(`option[value="${CSS.escape(label)}"]`);
const familyOf = (label) => option(label)?.dataset.family ?? "splice";

// The paragraph, cut at every end of a mark; where marks overlap, the later one shows.
function draw() {
  const { text } = state.item;
  const spans = [...(state.flags ?? []).map((flag) => ({ ...flag, label: flag.name, suggested: true })), ...state.spans]
    .map((span) => ({ ...span, start: toUnits(text, span.start), end: toUnits(text, span.end) }));
  const cuts = [...new Set([0, text.length, ...spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  const pieces = cuts.slice(1).map((end, i) => {
    const over = spans.filter((span) => span.start <= cuts[i] && span.end >= end).at(-1);
    const piece = text.slice(cuts[i], end);
    return over ? element("mark", `${familyOf(over.label)}${over.suggested ? " suggested" : ""}`, piece)
                : document.createTextNode(piece);
  });
  $("paragraph").replaceChildren(...pieces);
  $("spans").replaceChildren(...state.spans.map(entry));
  const flags = state.flags;
  $("suggestions").hidden = flags === null;
  $("suggest").setAttribute("aria-pressed", String(flags !== null));
  if (flags === null) return;
  const list = element("ul");
  list.append(...flags.map(suggestion));
  $("suggestions").replaceChildren(flags.length ? list : element("p", "quiet", "The rules found nothing here."));
}

function excerpt({ start, end }) {
  const text = state.item.text;
  const words = text.slice(toUnits(text, start), toUnits(text, end));
  return words.length > 60 ? `${words.slice(0, 30)} … ${words.slice(-25)}` : words;
}

function entry(span) {
  const row = element("li", familyOf(span.label));
  const select = $("labels").content.querySelector("select").cloneNode(true);
  if (!option(span.label)) select.append(new Option(span.label));
  select.value = span.label;
  select.addEventListener("change", () => {
    span.label = select.value;
    draw();
    $("spans").children[state.spans.indexOf(span)].querySelector("select").focus();
  });
  const remove = element("button", "remove", "×");
  remove.type = "button";
  remove.setAttribute("aria-label", `Take away the mark ${span.label}`);
  remove.addEventListener("click", () => unmark(span));
  row.append(select, element("bdi", "excerpt", excerpt(span)), remove);
  return row;
}

function suggestion(flag) {
  const row = element("li", familyOf(flag.name));
  const take = element("button", "", "Take");
  take.type = "button";
  take.setAttribute("aria-label", `Take ${flag.name}`);
  take.disabled = state.spans.some((s) => s.start === flag.start && s.end === flag.end && s.label === flag.name);
  take.addEventListener("click", () => mark(flag.start, flag.end, flag.name));
  row.append(element("span", "chip", flag.name), element("span", "quiet", flag.message), take);
  return row;
}

// ---- Marking places ---------------------------------------------------------------------------------------------------

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
  say(`Mark ${span.label} taken away.`);
  $("paragraph").focus({ preventScroll: true });
}

// A family's key: marks what is selected, or all of it; again with nothing new selected, the family's next label.
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
  $("selected").textContent = range ? "the selected words as" : "the selected words, or all of it, as";
}

// The selection within the paragraph, in units of its text.
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

// Words by keys: one is pointed at, after the last mark or else the first, and the arrows go on from it.
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

// The text node that holds a unit of the paragraph's text, and where in it.
function place(unit) {
  const walker = document.createTreeWalker($("paragraph"), NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (unit > node.data.length) {
    unit -= node.data.length;
    node = walker.nextNode();
  }
  return [node, unit];
}

// ---- Moves ------------------------------------------------------------------------------------------------------------

function judgement() {
  const value = (kind) => JSON.parse(answered(kind));
  return { translation: value("translation"), scraping: value("scraping"), spans: state.spans };
}

function save(restSound = false) {
  if (!state.item || state.busy) return;
  const open = KINDS.filter((kind) => answered(kind) === undefined);
  if (open.length && !restSound) {
    const keys = { translation: "translation (Q, W or E)", scraping: "scraping (A, S or D)" };
    tell(`Answer ${open.map((kind) => keys[kind]).join(" and ")}, or press Space where the rest is sound.`);
    return;
  }
  for (const kind of open) choose(kind, "0");
  const made = judgement();
  if (state.conflict === JSON.stringify(made)) {  // the other tab's word stands
    exchange("/next", {}, (data) => show(data, "Left as the other tab has it."));
    return;
  }
  const { id, version } = state.item;
  exchange("/judge", { id, version, ...made }, (data, status) => {
    if (status === 409) return showConflict(data);
    show(data, `Saved: ${describe(made)}.`);
  });
}

function showConflict(data) {
  show(data);
  if (data.item.judgement) {
    state.conflict = JSON.stringify(judgement());
    tell(`Judged in another tab meanwhile: ${describe(data.item.judgement)}. Enter leaves it so; or change it and save.`, true);
  } else {
    tell("Its judgement was taken back in another tab meanwhile. Judge it anew.", true);
  }
}

function undo() {
  exchange("/undo", {}, (data) => {
    if (!data.undone) return show(data, "Nothing is left to take back.");
    show(data);
    answer(data.undone);
    state.spans = data.undone.spans;
    draw();
    tell(`Taken back: ${describe(data.undone)}. Change it and save it again.`);
  });
}

function skip() {
  if (state.item) exchange("/skip", { id: state.item.id }, (data) => show(data, "Put off until the others are done."));
}

function suggest() {
  if (state.flags) {
    state.flags = null;
    draw();
    return;
  }
  const { item } = state;
  exchange("/flags", { id: item.id }, (data) => {
    if (state.item !== item) return;
    state.flags = data.flags;
    draw();
    say(data.flags.length ? `The rules found: ${data.flags.map((flag) => flag.name).join(", ")}.`
                          : "The rules found nothing here.");
  });
}

function help() {
  $("help").showModal();
}

// ---- Keys -------------------------------------------------------------------------------------------------------------

const COMMANDS = {
  " ": () => save(true), enter: () => save(), arrowright: () => save(), arrowleft: undo, z: undo, x: skip,
  m: () => toggleWords(), f: suggest, "?": help,
  backspace: () => { if (state.spans.length) unmark(state.spans.includes(state.last) ? state.last : state.spans.at(-1)); },
};

function wordKey(key, shift) {
  const { first, last } = state.words;
  if (key === "escape") toggleWords(false);
  else if (key === "arrowright") shift ? pointAt(first, last + 1) : pointAt(last + 1, last + 1);
  else if (key === "arrowleft") shift ? pointAt(first, Math.max(first, last - 1)) : pointAt(first - 1, first - 1);
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("help").open) return;
  // Where another alphabet is typed, the key's place tells the letter.
  const letter = /^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key) ? event.code[3] : event.key;
  const key = letter.toLowerCase();
  const target = event.target.closest("button, select, input, a, summary");
  const own = key === " " || key.startsWith("arrow") || (key === "enter" && !target?.matches("[type=radio]"));
  const native = target && (own || target.matches("select"));
  if (native || !$("keys").checked) return;
  if (state.words && wordKey(key, event.shiftKey)) return event.preventDefault();
  if (!state.item && key !== "z" && key !== "arrowleft" && key !== "?") return;
  const family = document.querySelector(`.families [aria-keyshortcuts="${CSS.escape(key)}"]`);
  const act = COMMANDS[key] ?? (KEYS[key] && (() => choose(...KEYS[key]))) ?? (family && (() => markFamily(family)));
  if (!act) return;
  event.preventDefault();
  if (!event.repeat && !state.busy) act();  // a key held down judges one paragraph, not twenty
});

document.addEventListener("selectionchange", readSelection);
$("paragraph").addEventListener("pointerdown", () => state.words && toggleWords(false));
for (const button of document.querySelectorAll(".families button")) {
  button.addEventListener("pointerdown", (event) => event.preventDefault());  // or the selection would be gone
  button.addEventListener("click", () => state.item && markFamily(button));
}
for (const input of document.querySelectorAll(".answer input")) {
  input.addEventListener("change", nameSpace);
  input.addEventListener("click", (event) => event.detail && $("paragraph").focus({ preventScroll: true }));
}
$("save").addEventListener("click", () => save(true));
$("undo").addEventListener("click", undo);
$("skip").addEventListener("click", skip);
$("words").addEventListener("click", () => state.item && toggleWords());
$("suggest").addEventListener("click", () => state.item && suggest());
$("help-button").addEventListener("click", help);
$("keys").checked = localStorage.keys !== "off";
$("keys").addEventListener("change", () => { localStorage.keys = $("keys").checked ? "on" : "off"; });

exchange("/next", {}, (data) => show(data));
