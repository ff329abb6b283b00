// Keys and buttons. This script must come last.
"use strict";

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
  // On keyboards for other alphabets, use the letter printed in that position on a Latin one.
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
  if (!event.repeat && !state.busy) act();  // holding a key down answers one paragraph, not twenty
});

document.addEventListener("selectionchange", readSelection);
$("paragraph").addEventListener("pointerdown", () => state.words && toggleWords(false));
for (const button of document.querySelectorAll(".families button")) {
  button.addEventListener("pointerdown", (event) => event.preventDefault());  // keeps the selection
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
