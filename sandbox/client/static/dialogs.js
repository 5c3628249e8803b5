// Dialogues of the page itself: what there is to know of a channel, and which channels there are.
import { fetched, soon } from "./refresh.js";
import { act } from "./talk.js";
import { node } from "./values.js";

export function wireDialogs() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dialog]");
    if (button) open(button);
  });
  // A form names the deed that it is for; `data-then` is where one goes when it is done.
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.deed) return;
    event.preventDefault();
    attempt(event.target);
  });
}

async function open(button) {
  const name = button.dataset.dialog;
  const dialog = node("dialog", { className: "modal modal--about" }, await fetched(name));
  dialog.dataset.shows = name;
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-dismiss]")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    const again = button.isConnected ? button : document.querySelector(`[data-dialog="${name}"]`);
    again?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

async function attempt(form) {
  const { channel } = document.body.dataset;
  const outcome = await act(form.dataset.deed, { channel, ...Object.fromEntries(new FormData(form)) });
  const problem = form.querySelector(".problem");
  problem.textContent = outcome.problem;
  problem.hidden = outcome.ok;
  if (!outcome.ok) return;
  if (form.dataset.then) location.assign(form.dataset.then);
  else await renew(form.closest("dialog"), form.dataset.deed);
}

// What the dialogue shows has changed; the focus stays at the same kind of form.
async function renew(dialog, deed) {
  soon("sidebar");
  if (!dialog) return;
  dialog.replaceChildren(await fetched(dialog.dataset.shows));
  const form = dialog.querySelector(`[data-deed="${deed}"]`);
  (form?.querySelector("input:not([type=hidden]), select, button") ?? dialog.querySelector("[data-dismiss]")).focus();
}
