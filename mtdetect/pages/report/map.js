/* The strip map: the whole document as a bar. It shows what is in view, and a click jumps to that part. */
"use strict";

const SIDE = 100, LONG = 1000;

/** A bar across the map between two offsets of the document, at least `least` thousandths of the map long. */
function bar(start, end, low, high, least) {
  let from = start / doc.length * LONG, size = Math.max((end - start) / doc.length * LONG, least);
  from = Math.min(from, LONG - size);
  [from, size] = [from.toFixed(1), size.toFixed(1)];
  const width = high - low;
  return phone.matches ? `M${from} ${low}h${size}v${width}h-${size}z` : `M${low} ${from}h${width}v${size}h-${width}z`;
}

function drawMap() {
  const paths = new Map([["lines", ""], ["hits", ""]]);
  const add = (name, shape) => paths.set(name, (paths.get(name) || "") + shape);
  const crowded = doc.paragraphs.length > 1500;
  const least = places.length > 600 ? 1 : places.length > 150 ? 2.5 : 4;
  let lastLine = -1;
  for (const p of doc.paragraphs) {
    const place = Math.round(p.start / doc.length * LONG);
    if (!crowded || place !== lastLine) add("lines", bar(p.start, p.start + p.length, 22, 94, crowded ? 1 : .5));
    lastLine = place;
    if (p.hit) add("hits", bar(p.start, p.start + p.length, 4, 14, 2));
    for (const mark of p.places) {
      add(mark.families.find((family) => !off.has(family)), bar(mark.start, mark.end, 22, 94, least));
    }
  }
  map.setAttribute("viewBox", phone.matches ? `0 0 ${LONG} ${SIDE}` : `0 0 ${SIDE} ${LONG}`);
  const shapes = [...paths].map(([name, shape]) => draw(FAMILIES.includes(name) ? `tick ${name}` : name, shape));
  map.replaceChildren(...shapes, draw("view", ""));
  strip.setAttribute("aria-orientation", phone.matches ? "horizontal" : "vertical");
  drawView();
}

function draw(className, shape) {
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("class", className);
  path.setAttribute("d", shape);
  return path;
}

const visible = () => main.classList.contains("only") ? doc.paragraphs.filter((p) => p.hit) : doc.paragraphs;

/** The first paragraph whose bottom edge is below `y`. A binary search: fewer layout reads keep scrolling smooth. */
function paragraphAt(list, y) {
  let low = 0, high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].element.getBoundingClientRect().bottom > y) high = middle;
    else low = middle + 1;
  }
  return list[low];
}

function offsetAt(list, y) {
  const paragraph = paragraphAt(list, y), box = paragraph.element.getBoundingClientRect();
  return paragraph.start + paragraph.length * clamp((y - box.top) / Math.max(1, box.height), 0, 1);
}

function drawView() {
  const list = doc ? visible() : [];
  if (!list.length) return;
  const start = offsetAt(list, 0), end = offsetAt(list, innerHeight);
  map.lastElementChild.setAttribute("d", bar(start, end, 1, SIDE - 1, 12));
  const middle = paragraphAt(list, innerHeight / 3);
  strip.setAttribute("aria-valuenow", middle.number + 1);
  const where = `${middle.number + 1} of ${doc.paragraphs.length}`;
  strip.setAttribute("aria-valuetext", `${where}, damage ${middle.damage.toFixed(2)}`);
}

function jumpTo(event) {
  const box = strip.getBoundingClientRect();
  const part = phone.matches ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
  const offset = clamp(part, 0, 1) * doc.length;
  const list = visible();
  if (!list.length) return;
  const paragraph = list.find((p) => p.start + p.length + 30 > offset) || list[list.length - 1];
  paragraph.element.scrollIntoView({ block: "center" });
  const { top, height } = paragraph.element.getBoundingClientRect();
  const within = height * (offset - paragraph.start) / paragraph.length;
  if (height > innerHeight) scrollBy(0, top + within - innerHeight / 2);
}

const STEPS = {
  ArrowDown: 1, ArrowRight: 1, PageDown: 10, End: Infinity, ArrowUp: -1, ArrowLeft: -1, PageUp: -10, Home: -Infinity,
};

function stripKey(event) {
  const list = visible();
  if (!list.length) return false;
  const at = list.indexOf(paragraphAt(list, innerHeight / 3));
  const step = STEPS[event.key];
  if (step === undefined) return false;
  const target = list[clamp(at + step, 0, list.length - 1)].element;
  scrollBy(0, target.getBoundingClientRect().top - innerHeight / 4);
  drawView();
  return true;
}
