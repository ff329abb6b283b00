// Save, undo, skip, show suggestions, help.
"use strict";

function judgement() {
  const value = (kind) => JSON.parse(answered(kind));
  return { translation: value("translation"), scraping: value("scraping"), spans: state.spans };
}

function save(restSound = false) {
  if (!state.item || state.busy) return;
  const open = KINDS.filter((kind) => answered(kind) === undefined);
  if (open.length && !restSound) {
    const keys = { translation: "translation (Q, W or E)", scraping: "scraping (A, S or D)" };
    tell(`Answer ${open.map((kind) => keys[kind]).join(" and ")}, or press Space if the rest is sound.`);
    return;
  }
  for (const kind of open) choose(kind, "0");
  const made = judgement();
  if (state.conflict === JSON.stringify(made)) {  // keep the other tab's answer
    exchange("/next", {}, (data) => show(data, "Kept the other tab’s answer."));
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
    tell(`Already answered in another tab: ${describe(data.item.judgement)}. Press Enter to keep that, or change it and save.`, true);
  } else {
    tell("The answer was undone in another tab. Please answer again.", true);
  }
}

function undo() {
  exchange("/undo", {}, (data) => {
    if (!data.undone) return show(data, "Nothing left to undo.");
    show(data);
    answer(data.undone);
    state.spans = data.undone.spans;
    draw();
    tell(`Undone: ${describe(data.undone)}. Change it and save again.`);
  });
}

function skip() {
  if (state.item) exchange("/skip", { id: state.item.id }, (data) => show(data, "Skipped. It will come back at the end."));
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
