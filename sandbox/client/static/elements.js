// Elements of Block Kit in the page: tells what is to be sent at once.
import { wireCombos } from "./combos.js";
import { clearError } from "./errors.js";
import { restore, snapshot } from "./rerender.js";
import { elementOf, blockOf, node, option, parse, valueOf } from "./values.js";

// `tell(element, block, action, value)` is called for what is to be sent at once.
export function wire(root, { tell, options }) {
  const send = (element, value) => tell({ element, block: blockOf(element), action: element.dataset.actionId, value });
  const waiting = new Map();
  const asked = async (element) => !element.dataset.confirm || confirmed(parse(element.dataset.confirm));
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
    if (!element || !root.contains(element)) return;
    if (element.dataset.elementType === "overflow") {
      element.open = false;
      if (await asked(element)) send(element, { selected_option: option(target) });
    } else if (element.dataset.elementType === "button") {
      if (await asked(element)) send(element, {});
    }
  });

  root.addEventListener("change", async (event) => {
    const element = elementOf(event.target);
    if (!element || element.classList.contains("combo") || !element.dataset.dispatch?.includes("change")) return;
    if (await asked(element)) {
      send(element, valueOf(element));
      held.set(element, snapshot(element));
    } else restore(element, held.get(element));
  });

  root.addEventListener("input", (event) => {
    const element = elementOf(event.target);
    if (!element) return;
    clearError(element);
    if (!element.dataset.dispatch?.includes("character")) return;
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
    if (event.key !== "Enter" || event.target.tagName === "TEXTAREA" || !element?.dataset.dispatch?.includes("enter")) return;
    event.preventDefault();
    send(element, valueOf(element));
  });

  wireCombos(root, { send, options });
  // What was typed a moment ago is sent before the view is left.
  return { flush: () => Promise.all([...waiting.keys()].map(sendNow)) };
}

export function confirmed({ title, text, confirm, deny, style }) {
  return new Promise((resolve) => {
    const yes = node("button", { type: "submit", value: "yes", textContent: confirm.text });
    yes.className = `button button--${style === "danger" ? "danger" : "primary"}`;
    const no = node("button", { type: "submit", value: "no", textContent: deny.text, className: "button button--default" });
    const form = node("form", { method: "dialog" }, node("h2", { textContent: title.text }), node("p", { textContent: text.text }));
    form.append(node("div", { className: "confirm__foot" }, no, yes));
    const dialog = node("dialog", { className: "confirm" }, form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
