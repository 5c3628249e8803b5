// The question that an app has asked before something is sent.
import { node, parse } from "./values.js";

// Nothing to ask is a yes.
export function confirmed(element) {
  if (!element.dataset.confirm) return Promise.resolve(true);
  const { title, confirm, deny, style } = parse(element.dataset.confirm);
  const yes = node("button", { type: "submit", value: "yes", textContent: confirm.text });
  yes.className = `button button--${style === "danger" ? "danger" : "primary"}`;
  const no = node("button", { type: "submit", value: "no", textContent: deny.text, className: "button button--default" });
  // The server has made the HTML of the text from its mrkdwn.
  const text = node("div", { id: "confirm-text", className: "block", innerHTML: element.dataset.confirmText });
  const heading = node("h2", { id: "confirm-title", textContent: title.text });
  const form = node("form", { method: "dialog" }, heading, text, node("div", { className: "confirm__foot" }, no, yes));
  const dialog = node("dialog", { className: "confirm" }, form);
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.setAttribute("aria-describedby", text.id);
  return answer(dialog);
}

function answer(dialog) {
  return new Promise((resolve) => {
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
