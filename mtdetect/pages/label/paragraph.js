// Shows a paragraph with its answers, marks and suggestions.
"use strict";

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
  const marks = count ? `, ${count} ${count === 1 ? "mark" : "marks"}` : "";
  return (t === s ? `both ${t}` : `translation ${t}, scraping ${s}`) + marks;
}

function show({ item, progress }, said = "") {
  const { judged, left } = progress;
  $("bar").max = judged + left || 1;
  $("bar").value = judged;
  $("progress").textContent = `${judged.toLocaleString("en")} done, ${left.toLocaleString("en")} left`;
  document.title = `${judged} done · Label paragraphs`;
  $("undo").disabled = !progress.can_undo;
  Object.assign(state, { item, spans: [], flags: null, conflict: null, selection: null, words: null });
  tell("");
  if (item && progress.enough && !state.enough) {
    state.enough = true;
    tell(`${judged.toLocaleString("en")} labelled: enough to train a model. Stop whenever you like; more labels make it better.`);
  }
  $("stopped").hidden = true;
  $("work").hidden = !item;
  $("finished").hidden = Boolean(item);
  document.body.classList.toggle("finished", !item);
  document.body.dataset.item = item ? `${item.id}.${item.version}` : "none";
  if (!item) {
    say(`${said} All done.`.trim());
    $("finished").focus();
    return;
  }
  answer(item.judgement ?? {});
  state.spans = (item.judgement?.spans ?? []).map((span) => ({ ...span }));
  $("place").replaceChildren(element("bdi", "", item.document), ` · paragraph ${item.position + 1}`);
  for (const side of ["before", "after"]) {
    $(side).replaceChildren(...item[side].map((text) => element("p", "text", text)));
  }
  if (item.begins) $("before").prepend(element("p", "edge", "Start of document"));
  if (item.ends) $("after").append(element("p", "edge", "End of document"));
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

// Shows on the button what the space bar does now.
function nameSpace() {
  const open = KINDS.filter((kind) => answered(kind) === undefined);
  $("save").querySelector("span").textContent = ["Save & next", `${open[0]?.replace(/^./, (c) => c.toUpperCase())} sound & next`, "Both sound & next"][open.length];
}

const option = (label) => $("labels").content.querySelector(`option[value="${CSS.escape(label)}"]`);
const familyOf = (label) => option(label)?.dataset.family ?? "splice";

// Draws the paragraph, split wherever a mark starts or ends. Where marks overlap, the later one is shown.
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
  remove.setAttribute("aria-label", `Remove mark: ${span.label}`);
  remove.addEventListener("click", () => unmark(span));
  row.append(select, element("bdi", "excerpt", excerpt(span)), remove);
  return row;
}

function suggestion(flag) {
  const row = element("li", familyOf(flag.name));
  const take = element("button", "", "Accept");
  take.type = "button";
  take.setAttribute("aria-label", `Accept ${flag.name}`);
  take.disabled = state.spans.some((s) => s.start === flag.start && s.end === flag.end && s.label === flag.name);
  take.addEventListener("click", () => mark(flag.start, flag.end, flag.name));
  row.append(element("span", "chip", flag.name), element("span", "quiet", flag.message), take);
  return row;
}
