/* The explanation of a mark: in a tooltip, or under its paragraph. */
"use strict";

let shownFor = null, hiding = 0;

const WHOLE = "No flags, but the paragraph as a whole looks damaged.";

function tipLines(element) {
  if (element.matches("mark")) {
    return notes(element).map((note) => {
      const line = make("div", note.className);
      line.append(...Array.from(note.children, (child) => child.cloneNode(true)));
      return line;
    });
  }
  const paragraph = doc.paragraphs.find((p) => p.link === element);
  if (!paragraph) return [];
  const [title, scores] = element.ariaLabel.split(": ");
  const line = make("div");
  line.append(make("b", "", title), make("span", "number", `${scores}, damage ${paragraph.damage.toFixed(2)}`));
  if (paragraph.hit && !paragraph.marks.length) line.append(make("span", "quiet", WHOLE));
  const why = paragraph.element.dataset.why;
  return paragraph.hit && why ? [line, make("div", "quiet", `Evidence for ${why}.`)] : [line];
}

/** Writes the explanations under their paragraphs, for printing and for those who want to see them all. */
function explain() {
  if (doc.section.classList.contains("has-notes")) return;
  doc.section.classList.add("has-notes");
  for (const paragraph of doc.paragraphs) {
    const list = make("ol", "notes"), numbers = new Map();
    for (const { element } of paragraph.marks) {
      const ids = element.getAttribute("aria-describedby").split(" ");
      for (const id of ids.filter((one) => !numbers.has(one))) {
        numbers.set(id, numbers.size + 1);
        const item = $(id).cloneNode(true);
        item.removeAttribute("id");
        item.dataset.n = numbers.size;
        list.append(item);
      }
      element.dataset.n = numbers.get(ids[0]);
    }
    if (list.children.length) paragraph.element.append(list);
    else if (paragraph.hit) paragraph.element.append(make("div", "notes quiet", WHOLE));
  }
}

function showTip(element, x, y) {
  clearTimeout(hiding);
  const explainedAlready = main.classList.contains("explained") && element.matches("mark");
  const lines = explainedAlready ? [] : tipLines(element);
  if (!lines.length) return hideTip();
  if (shownFor !== element) {
    tip.replaceChildren(...lines);
    shownFor = element;
  }
  tip.hidden = false;
  const rects = [...element.getClientRects()].slice(0, 50);
  const under = rects.find((r) => x >= r.left - 2 && x <= r.right + 2 && y >= r.top - 2 && y <= r.bottom + 2);
  const box = under || rects.find((r) => r.width) || element.getBoundingClientRect();
  const whole = element.getBoundingClientRect();
  const [above, below] = whole.height < 150 ? [whole.top, whole.bottom] : [box.top, box.bottom];
  const room = innerHeight - (phone.matches ? walker.offsetHeight : 0);
  const top = below + 8 + tip.offsetHeight <= room ? below + 8 : above - 8 - tip.offsetHeight;
  tip.style.top = `${clamp(top, 8, Math.max(8, room - tip.offsetHeight - 8))}px`;
  const right = Math.max(8, document.documentElement.clientWidth - tip.offsetWidth - 8);
  tip.style.left = `${clamp(under ? box.left : whole.left, 8, right)}px`;
}

function hideTip() {
  clearTimeout(hiding);
  tip.hidden = true;
  shownFor = null;
}

/** The mark or paragraph number that an event is about, if any. */
const explained = (event) => event.target.closest && event.target.closest(".p mark, .p > a");
