// Elements of Block Kit in the page: tells what is to be sent at once.
import { wireCombos } from "./combos.js";
import { confirmed } from "./confirm.js";
import { clearError } from "./errors.js";
import { wireFiles } from "./fileinput.js";
import { wireOverflow } from "./overflow.js";
import { restore, snapshot } from "./rerender.js";
import { wireRich } from "./richeditor.js";
import { blockOf, elementOf, option, parse, valueOf } from "./values.js";

const NEAR = 0.1;
// These tell of their changes themselves.
const OWN = ["combo", "files", "rich"];
const pressed = {
  button: () => ({}),
  icon_button: (target) => parse(target.dataset.press),
  feedback_buttons: (target) => parse(target.dataset.press),
  overflow: (target) => (option(target) ? { selected_option: option(target) } : null),
};

// `tell(element, block, action, value)` is called for what is to be sent at once.
export function wire(root, { tell, options }) {
  const send = (element, value) => tell({ element, block: blockOf(element), action: element.dataset.actionId, value });
  const waiting = new Map();
  const held = new WeakMap();
  const hold = (event) => {
    const element = elementOf(event.target);
    if (element?.dataset.confirm) held.set(element, snapshot(element));
  };
  root.addEventListener("pointerdown", hold);
  root.addEventListener("focusin", hold);

  root.addEventListener("click", async (event) => {
    const target = event.target.closest("button, a");
    const element = target && elementOf(target);
    const value = element && root.contains(element) && pressed[element.dataset.elementType]?.(target);
    if (!value) return;
    if (target.href && element.dataset.confirm) event.preventDefault();
    if (!(await confirmed(element))) return;
    if (event.defaultPrevented) window.open(target.href, "_blank", "noopener");
    if (element.classList.contains("feedback")) for (const one of element.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === target));
    send(element, value);
  });

  // What is chosen stays only where the question to it was answered with yes.
  const changed = async (element) => {
    if (!element.dataset.dispatch) return;
    const before = held.get(element);
    if (await confirmed(element)) send(element, valueOf(element));
    else restore(element, before);
    if (before) held.set(element, snapshot(element));
  };
  root.addEventListener("change", (event) => {
    const element = elementOf(event.target);
    if (!element || OWN.some((name) => element.classList.contains(name)) || !element.dataset.dispatch?.includes("change")) return;
    changed(element);
  });

  root.addEventListener("input", (event) => {
    const element = elementOf(event.target);
    if (!element) return;
    clearError(element);
    count(element);
    if (!element.dataset.dispatch?.includes("character") || element.classList.contains("files")) return;
    clearTimeout(waiting.get(element));
    waiting.set(element, setTimeout(() => sendNow(element), 300));
  });
  const sendNow = (element) => {
    clearTimeout(waiting.get(element));
    waiting.delete(element);
    return element.isConnected ? send(element, valueOf(element)) : undefined;
  };

  root.addEventListener("keydown", (event) => {
    const element = elementOf(event.target);
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || !element?.dataset.dispatch?.includes("enter")) return;
    if (OWN.some((name) => element.classList.contains(name))) return;
    event.preventDefault();
    send(element, valueOf(element));
  });

  wireCombos(root, { changed, options });
  wireFiles(root, { changed });
  wireRich(root);
  wireOverflow(root);
  // What was typed a moment ago is sent before the view is left.
  return { flush: () => Promise.all([...waiting.keys()].map(sendNow)) };
}

// Says how much may still be written where the end is near, and what is too much.
function count(element) {
  const shown = element.querySelector(".field__count");
  const most = Number(element.dataset.most);
  if (!shown || !most) return;
  const left = most - element.querySelector("input, textarea").value.length;
  shown.textContent = left > Math.max(NEAR * most, 10) ? "" : left < 0 ? `${-left} too many` : `${left} left`;
  shown.classList.toggle("field__count--over", left < 0);
}
