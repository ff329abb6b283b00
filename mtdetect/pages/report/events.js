/* Event listeners. One per kind of event serves all marks. This script must come last. */
"use strict";

function showOnly(only) {
  $("only").checked = only;
  main.classList.toggle("only", only);
  measure();
  drawView();
}

/** Opens what the address names: the index, a document, or a paragraph. */
function follow() {
  const match = /^#(?:d|p)(\d+)(?:-\d+)?$/.exec(location.hash);
  const section = match && $(`d${match[1]}`) || (index ? null : document.querySelector(".doc"));
  const before = doc;
  openDocument(section);
  const target = match && location.hash.startsWith("#p") && $(location.hash.slice(1));
  if (target) goToParagraph(target);
  else if (index && doc !== before) {
    scrollTo(0, 0);
    (section ? $(`${section.id}-name`) : $("index-name")).focus({ preventScroll: true });
  }
}

const due = new Set();
/** Runs the work before the next frame, once, no matter how often it is requested. */
const soon = (work) => {
  if (!due.size) {
    requestAnimationFrame(() => {
      const all = [...due];
      due.clear();
      all.forEach((one) => one());
    });
  }
  due.add(work);
};

addEventListener("hashchange", follow);
addEventListener("scroll", () => {
  if (doc) soon(drawView);
  if (shownFor && shownFor !== document.activeElement) hideTip();
}, { passive: true });
addEventListener("resize", () => { hideTip(); if (doc) soon(drawMap); });
phone.addEventListener("change", () => { if (doc) drawMap(); });

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const element = explained(event);
  if (element) showTip(element, event.clientX, event.clientY);
  else if (tip.contains(event.target)) clearTimeout(hiding);
  else if (shownFor && shownFor !== document.activeElement) hiding = setTimeout(hideTip, 150);
});
document.addEventListener("focusin", (event) => {
  const element = explained(event);
  if (element && element.matches(":focus-visible")) showTip(element);
  else if (!element) hideTip();
});
document.addEventListener("click", (event) => {
  const element = explained(event);
  if (element && element.matches("mark")) {
    if (here) here.classList.remove("here");
    here = element;
    drawPosition();
    showTip(element, event.clientX, event.clientY);
    return;
  }
  const link = event.target.closest("a[href^='#p']");
  if (link && link.hash === location.hash) follow();  // the address has not changed, so there is no hashchange event
  if (!link && !tip.contains(event.target)) hideTip();
  if (event.target.closest(".skip")) {
    event.preventDefault();
    const text = doc && doc.paragraphs.length ? doc.paragraphs[0].link : document.querySelector("h2");
    text.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return hideTip();
  if (event.target.type === "search") return;
  if (!doc) return;
  if (event.target === strip && stripKey(event)) return event.preventDefault();
  if (event.key === "n" || event.key === "j") walk(1);
  else if (event.key === "p" || event.key === "k") walk(-1);
  else if (event.key === "u" && index) location.hash = "#index";
  else return;
  event.preventDefault();
});

$("next").addEventListener("click", () => walk(1));
$("previous").addEventListener("click", () => walk(-1));
$("more").addEventListener("click", () => { worstShown += MORE_WORST; drawWorst(); drawPosition(); });
$("threshold").addEventListener("input", (event) => { threshold = Number(event.target.value); soon(refresh); });
$("families").addEventListener("change", (event) => filterFamily(event.target));
$("only").addEventListener("change", (event) => showOnly(event.target.checked));
$("explain").addEventListener("change", (event) => {
  explain();
  main.classList.toggle("explained", event.target.checked);
  hideTip();
  drawView();
});
addEventListener("beforeprint", () => { if (doc) explain(); });

let held = false, at = null;
const jump = () => jumpTo(at);
strip.addEventListener("pointerdown", (event) => {
  held = true;
  strip.setPointerCapture(event.pointerId);
  jumpTo(event);
});
strip.addEventListener("pointermove", (event) => { if (held) { at = event; soon(jump); } });
strip.addEventListener("pointerup", () => { held = false; });
strip.addEventListener("pointercancel", () => { held = false; });

if (index) {
  $("index-name-filter").addEventListener("input", filterIndex);
  $("index-families").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) button.ariaPressed = button.ariaPressed !== "true";
    filterIndex();
  });
  index.querySelector("thead").addEventListener("click", (event) => {
    const heading = event.target.closest("th[data-key]");
    if (heading) sortIndex(heading);
  });
}

if (phone.matches) $("filters").open = false;
follow();
