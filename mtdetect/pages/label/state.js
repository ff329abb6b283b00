// What the scripts of the labelling page share, and its state. The page shows one paragraph at a time, and says that
// it is judged when the server has it on disk. Text is only ever set as text. Offsets of spans are counted in code
// points, as the samples file has them.
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
