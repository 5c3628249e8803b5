// A question of the page itself, before something that cannot be undone.
import { node } from "./values.js";

export function agreed(question, text, yes, no) {
  const title = node("h2", { id: "ask-title", textContent: question });
  const words = node("p", { id: "ask-text", textContent: text });
  const keep = node("button", { type: "submit", value: "", className: "button", textContent: no });
  const go = node("button", { type: "submit", value: "yes", className: "button button--danger", textContent: yes });
  const form = node("form", { method: "dialog" }, title, words, node("div", { className: "confirm__foot" }, keep, go));
  const dialog = node("dialog", { className: "confirm" }, form);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.setAttribute("aria-describedby", words.id);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
