/* The report page: shared names, and the open document. All data comes from the page's own markup.
   The scripts in this folder are inlined one after another, and share one global scope. */
"use strict";

const FAMILIES = ["boundary", "splice", "translation", "furniture", "encoding", "repetition"];
const MORE_WORST = 25, SNIPPET = 90, SHORT = 160;
const $ = (id) => document.getElementById(id);
const main = document.querySelector("main");
const panel = $("panel"), walker = $("walker"), tip = $("tip"), strip = $("strip"), map = strip.firstElementChild;
const index = $("index");
const phone = matchMedia("(max-width: 43.99rem)");
const off = new Set();
let threshold = Number(main.dataset.threshold);
let doc = null;        // the open document: its section, paragraphs and length
let places = [];       // the findings, as elements, in the order of next and previous
let here = null;       // the finding visited last
let worstShown = 0;

const make = (name, className, text) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};
const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
const harmless = (text) => text.replace(/[\u202a-\u202e]/g, "");  // without direction overrides
const notes = (mark) =>
  mark.getAttribute("aria-describedby").split(" ").map($).filter((note) => !off.has(note.className));
const nameOf = (note) => note.firstElementChild.textContent.replace(/^\S+ /, "");
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** Reads a section into what the filters, the list and the map need: its paragraphs and their marks. */
function readDocument(section) {
  let start = 0;
  const paragraphs = Array.from(section.querySelectorAll(".p"), (element, number) => {
    const [link, text] = element.children;
    const [translation, scraping, damage] = element.dataset.s.split(",").map(Number);
    link.ariaLabel = `Paragraph ${number + 1}: translation ${translation.toFixed(2)}, scraping ${scraping.toFixed(2)}`;
    let length = 0;
    const marks = [];
    const chunked = text.firstElementChild && text.firstElementChild.className === "chunk";
    const nodes = chunked ? Array.from(text.children).flatMap((chunk) => [...chunk.childNodes]) : text.childNodes;
    for (const node of nodes) {
      const size = node.textContent.length;
      if (node.localName === "mark" && !node.classList.contains("on")) {
        const families = FAMILIES.filter((f) => node.classList.contains(f) || node.classList.contains(`also-${f}`));
        const mark = { element: node, start: start + length, end: start + length + size, families };
        node.tabIndex = isShown(mark) ? 0 : -1;
        marks.push(mark);
      }
      length += size;
    }
    const paragraph = { element, link, text, number, start, length, marks, damage };
    start += length + 30;  // short lines take up space on the screen too
    return paragraph;
  });
  const groups = Map.groupBy ? Map.groupBy(paragraphs, (p) => p.element.parentElement) : new Map();
  return { section, paragraphs, groups, length: Math.max(1, start) };
}

function openDocument(section) {
  if (doc && doc.section === section) return;
  if (doc) doc.section.classList.remove("open");
  hideTip();
  here = null;
  worstShown = matchMedia("(min-width: 68rem)").matches ? 5 : 3;
  doc = section && readDocument(section);
  if (index) index.classList.toggle("closed", Boolean(doc));
  panel.hidden = walker.hidden = !doc || !doc.paragraphs.length;
  if (!doc) return;
  section.classList.add("open");
  section.querySelector(".doc-head").after(panel);
  section.append(walker);
  if (index && !section.querySelector(".doc-foot")) section.append(foot(section));
  strip.setAttribute("aria-valuemax", doc.paragraphs.length);
  if ($("explain").checked) explain();
  families();
  refresh();
}

function foot(section) {
  const element = make("p", "doc-foot");
  const all = make("a", "", "All documents");
  all.href = "#index";
  element.append(all);
  const links = [...index.querySelectorAll("tbody a")];
  const next = links[links.findIndex((link) => link.hash === `#${section.id}`) + 1];
  if (next) {
    const link = make("a");
    link.href = next.hash;
    link.append("Next: ", make("bdi", "", next.textContent));
    element.append(link);
  }
  return element;
}

/** Shows a filter for each family that occurs in the document. */
function families() {
  const present = new Set(doc.paragraphs.flatMap((p) => p.marks.flatMap((mark) => mark.families)));
  for (const box of $("families").querySelectorAll("input")) box.parentElement.hidden = !present.has(box.value);
}
