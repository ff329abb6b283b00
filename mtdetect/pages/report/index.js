/* Sorting and filtering the index of documents. */
"use strict";

const COLUMNS = ["damage", "translation", "scraping", "flags"];  // the order of the values in a row's data-values

/** Shows only documents whose name contains the search text and that have damage from every chosen family. */
function filterIndex() {
  const words = $("index-name-filter").value.toLowerCase();
  const chosen = Array.from($("index-families").querySelectorAll("[aria-pressed=true]"), (button) => button.value);
  const rows = index.querySelectorAll("tbody tr");
  let shown = 0;
  for (const row of rows) {
    const families = row.dataset.families.split(" ");
    const named = row.cells[0].textContent.toLowerCase().includes(words);
    const fits = named && chosen.every((one) => families.includes(one));
    row.hidden = !fits;
    shown += fits;
  }
  const all = count(rows.length, "document", "documents");
  $("index-count").textContent = shown === rows.length ? all : `${shown.toLocaleString("en")} of ${all}`;
}

/** Sorts by a column: numbers from high to low, names from A to Z. A second click reverses the order. */
function sortIndex(heading) {
  const key = heading.dataset.key, byName = key === "name";
  const down = byName ? heading.ariaSort === "ascending" : heading.ariaSort !== "descending";
  for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const column = COLUMNS.indexOf(key);
  const rows = Array.from(index.querySelectorAll("tbody tr"), (row) => ({
    row, value: byName ? row.cells[0].textContent : Number(row.dataset.values.split(" ")[column]),
  }));
  const collator = new Intl.Collator("en", { numeric: true });
  const order = byName ? (a, b) => collator.compare(a.value, b.value) : (a, b) => a.value - b.value;
  rows.sort((a, b) => down ? order(b, a) : order(a, b));
  index.querySelector("tbody").append(...rows.map(({ row }) => row));
  const title = heading.textContent.toLowerCase();
  $("index-name").textContent = title === "damage" && down ? "Worst first" : `Sorted by ${title}`;
}
