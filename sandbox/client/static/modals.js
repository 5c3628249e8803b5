// Modals: the stack that the workspace holds, shown with native dialogs; only the top one can be used.
import { dress } from "./dress.js";
import { wire } from "./elements.js";
import { showErrors } from "./errors.js";
import { complain } from "./messages.js";
import { morph } from "./rerender.js";
import { act, fragment, localTimes, toast } from "./talk.js";
import { FIELDS, readState } from "./values.js";

const holder = document.getElementById("modals");

// What was open when the page was loaded is open again.
holder.querySelectorAll("dialog").forEach(start);

export async function refreshModals() {
  const fresh = document.createElement("template");
  fresh.innerHTML = await fragment("modals");
  const wanted = [...fresh.content.querySelectorAll("dialog")];
  const kept = new Set(wanted.map((dialog) => dialog.dataset.view));
  for (const dialog of [...holder.querySelectorAll("dialog")]) if (!kept.has(dialog.dataset.view)) shut(dialog);
  wanted.forEach(place);
}

function place(dialog) {
  const shown = [...holder.querySelectorAll("dialog")].find((one) => one.dataset.view === dialog.dataset.view);
  if (!shown) {
    holder.append(dialog);
    return start(dialog);
  }
  if (shown.dataset.hash === dialog.dataset.hash) return undefined;
  const [was, is] = [shown, dialog].map((one) => one.querySelector(".modal__body"));
  const title = was.querySelector("h3")?.textContent;
  shown.dataset.hash = dialog.dataset.hash;
  for (const part of [".modal__head", ".modal__foot"]) shown.querySelector(part).replaceWith(dialog.querySelector(part));
  morph(was, is);
  localTimes(shown);
  if (was.querySelector("h3")?.textContent !== title) was.scrollTop = 0;
  return undefined;
}

function start(dialog) {
  localTimes(dialog);
  dress(dialog);
  const { flush } = wire(dialog, {
    tell: ({ element, block, action, value }) => tell(dialog, element, block, action, value),
    options: (_element, block, action, query) => act("options", { view: dialog.dataset.view, block, action, query }),
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave(dialog, flush);
  });
  dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && leave(dialog, flush));
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog);
  });
  dialog.showModal();
  const body = dialog.querySelector(".modal__body");
  (body.querySelector("[autofocus]") ?? body.querySelector(`${FIELDS}, button`))?.focus({ preventScroll: true });
}

// While the app works on it, the element says so; a second click on a button waits for that.
async function tell(dialog, element, block, action, value) {
  const isButton = element.dataset.elementType === "button";
  if (isButton && element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  problem(dialog, "");
  const outcome = await act("click", { view: dialog.dataset.view, block, action, value, state: readState(dialog) });
  element.removeAttribute("aria-busy");
  if (outcome.ok || !outcome.problem) return;
  if (element.isConnected) complain(element.closest(".block"), outcome.problem);
  else problem(dialog, outcome.problem);
}

async function send(dialog) {
  const button = dialog.querySelector(".modal__foot [type=submit]");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  problem(dialog, "");
  button.setAttribute("aria-busy", "true");
  dialog.setAttribute("aria-busy", "true");
  const outcome = await act("submit", { view: dialog.dataset.view, state: readState(dialog) });
  for (const one of [button, dialog]) one.removeAttribute("aria-busy");
  if (outcome.ok) return;
  showErrors(dialog, outcome.errors);
  problem(dialog, outcome.problem);
}

async function leave(dialog, flush) {
  await flush();
  const outcome = await act("close", { view: dialog.dataset.view });
  if (!outcome.ok && outcome.problem) toast(outcome.problem);
  shut(dialog);
}

// The focus goes back to where it was; where that is gone, to the line to write in, or to what there is to read.
function shut(dialog) {
  if (!dialog.isConnected) return;
  dialog.close();
  dialog.remove();
  const isLost = document.activeElement === document.body && !holder.querySelector("dialog");
  if (isLost) document.querySelector("#say, #home, #messages")?.focus({ preventScroll: true });
}

function problem(dialog, text) {
  const shown = dialog.querySelector(".problem");
  shown.textContent = text;
  shown.hidden = !text;
  if (text) shown.scrollIntoView({ block: "nearest" });
}
