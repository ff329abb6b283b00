/* The list of the worst passages, each with an excerpt. */
"use strict";

/** Damaged paragraphs. Consecutive short lines of page furniture, or without marks, count as one: a menu, say. */
function runs() {
  const found = [];
  let last = null;
  for (const p of doc.paragraphs) {
    if (!p.places.length && !p.whole) {
      if (!p.hit) last = null;
      continue;
    }
    const line = p.length < SHORT && p.places.every((mark) => mark.families[0] === "furniture");
    if (line && last && last.line) {
      last.to = p;
      last.damage = Math.max(last.damage, p.damage);
      if (!last.paragraph.places.length && p.places.length) last.paragraph = p;
    } else {
      const evidence = line ? 1 : Math.max(1, p.places.length);
      last = { line, paragraph: p, from: p, to: p, damage: p.damage, evidence };
      found.push(last);
    }
  }
  return found;
}

/** Ranks highest where damage is likely and there are many marks to show for it. */
function drawWorst() {
  const list = runs();
  const worth = (run) => run.damage * (1 - .5 ** run.evidence);
  list.sort((a, b) => worth(b) - worth(a) || a.from.number - b.from.number);
  const items = list.slice(0, worstShown).map((run, rank) => {
    const item = make("li"), link = make("a");
    link.href = `#${run.paragraph.element.id}`;
    link.append(make("span", "rank", rank + 1), snippet(run), why(run));
    item.append(link);
    return item;
  });
  if (!items.length) items.push(make("li", "none", off.size ? "Nothing matches these filters." : nothing()));
  $("worst").replaceChildren(...items);
  const left = list.length - worstShown;
  $("more").hidden = left <= 0;
  $("more").textContent = `Show ${Math.min(left, MORE_WORST)} more`;
}

/** Why there are no findings, however high the document's score is. */
function nothing() {
  if (!doc.paragraphs.length) return "This document has no text.";
  const worst = doc.paragraphs.reduce((most, p) => p.damage > most.damage ? p : most);
  return `No paragraph has a damage score of ${threshold.toFixed(2)} or more. ` +
    `The highest is ${worst.damage.toFixed(2)} (¶ ${worst.number + 1}).`;
}

/** An excerpt: the first mark with some words around it and any marks among them, or the lines of a menu. */
function snippet({ paragraph, from, to }) {
  const element = make("bdi", "snippet");
  element.dir = "auto";
  if (from !== to) {
    const lines = [];
    for (let at = from.number, size = 0; at <= to.number && size < SNIPPET; at += 1) {
      const text = harmless(doc.paragraphs[at].text.textContent);
      lines.push(text.length > SNIPPET ? `${text.slice(0, SNIPPET)} …` : text);
      size += text.length + 3;
    }
    const all = lines.length > to.number - from.number;
    const family = paragraph.places.length ? paragraph.places[0].families[0] : "";
    const text = lines.join(" · ");
    element.append(make(family ? "mark" : "span", family, text), all || text.endsWith("…") ? "" : " …");
    return element;
  }
  const first = paragraph.places[0];
  if (!first) {
    element.textContent = harmless(paragraph.text.textContent.slice(0, SNIPPET));
    if (paragraph.length > SNIPPET) element.append(" …");
    return element;
  }
  const before = first.element.previousSibling ? harmless(first.element.previousSibling.textContent.slice(-200)) : "";
  let start = Math.max(0, before.length - 40);
  if (start) start = before.indexOf(" ", start) + 1 || start;
  if (start || first.element.previousSibling !== paragraph.text.firstChild && before) element.append("… ");
  element.append(before.slice(start));
  let room = SNIPPET - (before.length - start);
  let node = first.element;
  for (; node && room > 0; node = node.nextSibling) {
    let text = harmless(node.textContent.slice(0, 4 * SNIPPET));
    if (text.length > room && node !== first.element) {
      const space = text.lastIndexOf(" ", room);
      text = text.slice(0, space > 0 ? space : room) + " …";
      room = 0;
    }
    text = text.slice(0, 2 * SNIPPET);
    room -= text.length;
    if (node.localName === "mark") {
      element.append(make("mark", node.className.replace("here", ""), text));
    } else element.append(text);
  }
  if (node && !element.textContent.endsWith("…")) element.append(" …");
  return element;
}

function why({ paragraph, from, to }) {
  const names = new Set();
  for (const mark of paragraph.places) for (const note of notes(mark.element)) names.add(nameOf(note));
  const where = from === to ? `¶ ${from.number + 1}` : `¶ ${from.number + 1}–${to.number + 1}`;
  return make("span", "why", `${where} · ${names.size ? [...names].join(", ") : "paragraph as a whole"}`);
}
