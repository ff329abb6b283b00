/* Moving from one finding to the next or previous one. */
"use strict";

function drawPosition() {
  const at = places.indexOf(here);
  const [number, total] = [at + 1, places.length].map((figure) => figure.toLocaleString("en"));
  $("position").textContent = places.length ? `${at < 0 ? "–" : number} / ${total}` : "no findings";
  $("previous").disabled = $("next").disabled = !places.length;
  const id = here && here.closest(".p") && here.closest(".p").id;
  for (const link of $("worst").querySelectorAll("a")) {
    if (id && link.hash === `#${id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function go(place) {
  if (here) here.classList.remove("here");
  here = place;
  here.classList.add("here");
  const box = here.getBoundingClientRect();
  if (box.top < 16 || box.bottom > innerHeight * .75) {
    // Twice, because text gets its real height only when it first comes into view, which moves what is below it.
    here.scrollIntoView({ block: "center" });
    here.scrollIntoView({ block: "center" });
  }
  here.focus({ preventScroll: true });
  drawPosition();
  drawView();
  showTip(here);
}

/** Goes to the next or previous finding, counting from the one visited last, or else from what is in view. */
function walk(step) {
  if (!places.length) return;
  let at = places.indexOf(here);
  if (at >= 0) at = (at + step + places.length) % places.length;
  else {
    const from = here && here.isConnected ? here : null;
    const after = (place) => from
      ? from.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING
      : place.getBoundingClientRect().top >= 0;
    const following = places.findIndex(after);
    at = (following < 0 ? places.length : following) + (step < 0 ? -1 : 0);
    at = (at + places.length) % places.length;
  }
  go(places[at]);
}

function goToParagraph(element) {
  const paragraph = doc.paragraphs.find((p) => p.element === element);
  if (!paragraph) return;
  if (!paragraph.hit && main.classList.contains("only")) showOnly(false);
  go(paragraph.places.length ? paragraph.places[0].element : paragraph.link);
}
