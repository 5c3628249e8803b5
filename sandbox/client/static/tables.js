// Data tables: a click on a header sorts by its column, and what is more than a page is turned over.
const text = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const partsOf = (control) => {
  const table = control.closest(".data-table");
  const body = table.querySelector("tbody");
  return { table, body, rows: [...body.rows], size: Number(table.dataset.size) };
};

function show(control, page) {
  const { table, rows, size } = partsOf(control);
  const last = Math.ceil(rows.length / size) - 1;
  const at = Math.max(0, Math.min(page, last));
  table.dataset.page = at;
  rows.forEach((row, index) => { row.hidden = Math.floor(index / size) !== at; });
  const told = table.querySelector("[role=status]");
  if (!told) return;
  told.textContent = `${at * size + 1} to ${Math.min((at + 1) * size, rows.length)} of ${rows.length}`;
  for (const button of table.querySelectorAll("[data-page]")) button.disabled = button.dataset.page < 0 ? at === 0 : at === last;
}

function compared(one, other) {
  if (one.dataset.number !== undefined && other.dataset.number !== undefined) return one.dataset.number - other.dataset.number;
  return text.compare(one.textContent.trim(), other.textContent.trim());
}

function sort(button) {
  const { body, rows, table } = partsOf(button);
  const header = button.closest("th");
  const down = header.getAttribute("aria-sort") === "ascending";
  for (const one of table.querySelectorAll("[aria-sort]")) one.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  const column = Number(button.dataset.column);
  rows.sort((one, other) => (down ? -1 : 1) * compared(one.cells[column], other.cells[column]));
  body.append(...rows);
  show(button, 0);
}

document.addEventListener("click", (event) => {
  const header = event.target.closest(".data-table [data-column]");
  if (header) sort(header);
  const turned = event.target.closest(".data-table button[data-page]");
  if (turned) show(turned, Number(turned.closest(".data-table").dataset.page ?? 0) + Number(turned.dataset.page));
});
