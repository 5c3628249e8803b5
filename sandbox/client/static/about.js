// What there is to know of a channel: a dialogue of the page's own.
import { node } from "./values.js";
import { fetched } from "./refresh.js";

export function wireAbout(button) {
  button?.addEventListener("click", async () => {
    const dialog = node("dialog", { className: "modal modal--about" }, await fetched("about"));
    dialog.setAttribute("aria-labelledby", "about-title");
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-dismiss]")) dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      button.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
