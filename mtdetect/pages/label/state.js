// The labelling page: shared names and state. The page shows one paragraph at a time, and reports it as saved only
// once the server has written it to disk. Text is only ever set as text, never as HTML. Span offsets count code points,
// as in the samples file. The scripts in this folder are inlined one after another, and share one global scope.
"use strict";

const $ = (id) => document.getElementById(id);
const KINDS = ["translation", "scraping"];
const KEYS = { q: ["translation", "1"], w: ["translation", "0"], e: ["translation", "null"],
               a: ["scraping", "1"], s: ["scraping", "0"], d: ["scraping", "null"] };
const WORDS = { 1: "damaged", 0: "sound", null: "unsure" };
// A mark from one of these families answers its question with “damaged”, if still open. Repetition could be either.
const ANSWERS = { boundary: "scraping", splice: "scraping", furniture: "scraping", encoding: "scraping",
                  translation: "translation" };

const token = new URLSearchParams(location.search).get("token");
const tab = sessionStorage.tab ??= crypto.randomUUID();

const state = {
  item: null,       // the current paragraph, as sent by the server
  spans: [],        // {start, end, label}, in code points
  flags: null,      // what the rules found, once requested
  conflict: null,   // another tab's judgement as JSON, while this page still shows it
  busy: false,
  enough: false,    // whether the page has said that there are enough labels to train on
  selection: null,  // [start, end] of the selected words, in UTF-16 units
  words: null,      // during selection by keyboard: {all, first, last}
};
