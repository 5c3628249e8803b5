// One menu for the whole page: opened at a button, walked through with the arrow keys, closed with Escape or beside it.
import { node } from "./values.js";

const menu = document.getElementById("menu");
const GAP = 6;
let opener;
let across = 1;

// `entries` are {text, name, hint, danger, choose}, or {label} above a group; with `columns` they stand in a grid.
export function openMenu(button, entries, columns = 1) {
  closeMenu();
  opener = button;
  across = columns;
  menu.classList.toggle("menu--grid", columns > 1);
  menu.replaceChildren(...entries.map(line));
  menu.setAttribute("aria-label", button.textContent.trim());
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  place(button.getBoundingClientRect());
  items()[0]?.focus();
}

export function closeMenu(back = false) {
  if (menu.hidden) return;
  // The button may be there only as long as its menu is open: it takes the focus before that.
  if (back) opener?.focus({ preventScroll: true });
  menu.hidden = true;
  opener?.setAttribute("aria-expanded", "false");
}

const items = () => [...menu.querySelectorAll("[role=menuitem]")];

function line({ text, name, hint, label, danger, choose }) {
  if (label) return node("p", { className: "menu__label", role: "presentation", textContent: label });
  const made = node("button", { type: "button", role: "menuitem", tabIndex: -1 }, node("span", { textContent: text }));
  if (name) Object.assign(made, { ariaLabel: name, title: name });
  if (hint) made.append(node("small", { textContent: hint }));
  if (danger) made.classList.add("menu__danger");
  made.addEventListener("click", () => {
    closeMenu(true);
    choose();
  });
  return made;
}

function place(box) {
  const { width, height } = menu.getBoundingClientRect();
  const below = box.bottom + GAP + height <= innerHeight;
  menu.style.left = `${Math.max(GAP, Math.min(box.right - width, innerWidth - width - GAP))}px`;
  menu.style.top = `${below ? box.bottom + GAP : Math.max(GAP, box.top - GAP - height)}px`;
}

const STEPS = { ArrowDown: () => across, ArrowUp: () => -across, ArrowRight: () => 1, ArrowLeft: () => -1 };
menu.addEventListener("keydown", (event) => {
  const all = items();
  const current = all.indexOf(document.activeElement);
  if (event.key in STEPS) all[(current + STEPS[event.key]() + all.length) % all.length]?.focus();
  else if (event.key === "Home") all[0]?.focus();
  else if (event.key === "End") all.at(-1)?.focus();
  else if (event.key === "Escape") closeMenu(true);
  else if (event.key === "Tab") return closeMenu(true);
  else return undefined;
  event.preventDefault();
  event.stopPropagation();
  return undefined;
});

addEventListener("resize", () => closeMenu());
document.addEventListener("pointerdown", (event) => {
  if (!menu.contains(event.target) && !opener?.contains(event.target)) closeMenu();
});

// `makers` give the entries for each kind of button, [data-menu=kind].
export function wireMenus(makers) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    if (!button) return;
    const open = !menu.hidden && opener === button;
    if (open) closeMenu(true);
    else openMenu(button, ...makers[button.dataset.menu](button));
  });
}
