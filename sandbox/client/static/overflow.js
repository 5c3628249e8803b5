// The small menu behind three dots: opens towards where there is room, closes when one looks elsewhere.
const menuOf = (event) => event.target.closest?.(".overflow");

export function wireOverflow(root) {
  root.addEventListener("toggle", (event) => event.target.classList?.contains("overflow") && event.target.open && settle(event.target), true);
  root.addEventListener("click", (event) => {
    const menu = menuOf(event);
    if (menu && event.target.closest("[data-option]")) menu.open = false;
  });
  root.addEventListener("focusout", (event) => {
    const menu = menuOf(event);
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  root.addEventListener("pointerdown", (event) => {
    for (const open of root.querySelectorAll(".overflow[open]")) if (open !== menuOf(event)) open.open = false;
  });
  root.addEventListener("keydown", (event) => {
    const menu = menuOf(event);
    if (!menu?.open) return;
    const entries = [...menu.querySelectorAll("[data-option]")];
    const at = entries.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      entries[at < 0 && by < 0 ? entries.length - 1 : (at + by + entries.length) % entries.length].focus();
    }
  });
}

function settle(menu) {
  const list = menu.querySelector("ul");
  menu.classList.remove("overflow--right");
  const edge = menu.closest(".scroll, dialog")?.getBoundingClientRect().right ?? innerWidth;
  menu.classList.toggle("overflow--right", list.getBoundingClientRect().right > edge - 8);
  list.scrollIntoView({ block: "nearest" });
}
