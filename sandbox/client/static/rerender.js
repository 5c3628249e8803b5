// Keeping what a person has entered, focus and caret, while a part of the page is rendered again.
import { showChosen, stillTyping } from "./combos.js";
import { dress } from "./dress.js";
import { drawFiles } from "./fileinput.js";
import { settle } from "./richeditor.js";
import { blockOf, FIELDS, READERS, twinOf } from "./values.js";

// Everything that a person has entered in one element, whatever its kind.
export function snapshot(element) {
  return {
    chosen: element.dataset.chosen,
    files: element.dataset.files,
    typing: "typing" in element.dataset,
    rich: element.querySelector(".rich__text")?.innerHTML,
    fields: [...element.querySelectorAll("input, textarea, select")].map((field) => ({
      value: field.value,
      checked: field.checked,
      picked: field.tagName === "SELECT" ? [...field.selectedOptions].map((one) => one.value) : null,
    })),
  };
}

// Only what is still on offer comes back.
export function restore(element, kept) {
  if (!kept) return;
  const fields = [...element.querySelectorAll("input, textarea, select")];
  const ticks = new Map(kept.fields.filter((one) => one.checked !== undefined).map((one) => [one.value, one.checked]));
  fields.forEach((field, index) => {
    if (field.type === "radio" || field.type === "checkbox") field.checked = ticks.get(field.value) ?? field.checked;
    else if (field.tagName === "SELECT") for (const one of field.options) one.selected = Boolean(kept.fields[index]?.picked?.includes(one.value));
    else if (kept.fields[index] && field.type !== "file") field.value = kept.fields[index].value;
  });
  for (const key of ["chosen", "files"]) {
    if (kept[key]) element.dataset[key] = kept[key];
    else delete element.dataset[key];
  }
  if (element.classList.contains("combo")) {
    showChosen(element);
    if (kept.typing) stillTyping(element, kept.fields[0].value);
  }
  if (element.classList.contains("files")) drawFiles(element);
  if (element.classList.contains("rich")) {
    element.querySelector(".rich__text").innerHTML = kept.rich;
    settle(element);
  }
}

// For a message or a Home that is replaced as a whole; gives the function that puts the focus back.
export function carryOver(before, after) {
  for (const element of before.querySelectorAll("[data-action-id]")) {
    const twin = element.dataset.elementType in READERS && twinOf(element, after);
    if (twin) restore(twin, snapshot(element));
  }
  const focus = heldFocus(before);
  return () => focus(after);
}

// Bring the blocks of a view up to date. One that looks the same stays untouched, with what is being entered in it;
// of one that changed, the entries and the focus are kept where block and element keep their ids.
export function morph(before, after) {
  const key = (block) => block.dataset?.blockId;
  const old = new Map([...before.children].filter(key).map((block) => [key(block), block]));
  const focus = heldFocus(before);
  dress(after);
  const fresh = [...after.children].filter(key).map((block) => {
    const was = old.get(key(block));
    if (!was) return block;
    if (was.dataset.print === block.dataset.print) return was;
    for (const element of was.querySelectorAll("[data-input]")) {
      const twin = twinOf(element, block.parentNode);
      if (twin) restore(twin, snapshot(element));
    }
    return block;
  });
  for (const block of old.values()) if (!fresh.includes(block)) block.remove();
  let at = [...before.children].find(key) ?? null;
  for (const block of fresh) {
    if (block === at) at = at.nextElementSibling;
    else before.insertBefore(block, at);
  }
  focus(before);
}

// Where the focus is, so that it can be given back to the same element, or to the one that took its place.
function heldFocus(root) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const element = focused?.closest("[data-action-id]");
  if (!element) return () => {};
  const block = blockOf(element);
  const parts = `${FIELDS}, button`;
  const index = [...element.querySelectorAll(parts)].indexOf(focused);
  const { selectionStart, selectionEnd } = focused;
  const caret = focused.isContentEditable ? caretIn(focused) : null;
  return (within) => {
    if (focused.isConnected) return;
    const alike = [...within.querySelectorAll("[data-action-id]")].filter((one) => one.dataset.actionId === element.dataset.actionId);
    const twin = alike.find((one) => blockOf(one) === block) ?? alike[0];
    const target = twin && (twin.querySelectorAll(parts)[index] ?? twin);
    target?.focus({ preventScroll: true });
    if (selectionStart != null) target?.setSelectionRange?.(selectionStart, selectionEnd);
    if (caret && target?.isContentEditable) putCaret(target, caret);
  };
}

// A place in formatted text, as the way to it: which child of which child.
function caretIn(text) {
  const { anchorNode, anchorOffset } = getSelection();
  const path = [];
  for (let node = anchorNode; node && node !== text; node = node.parentNode) path.unshift([...node.parentNode.childNodes].indexOf(node));
  return { path, offset: anchorOffset };
}

function putCaret(text, { path, offset }) {
  const node = path.reduce((parent, index) => parent?.childNodes[index], text);
  if (node) getSelection().collapse(node, Math.min(offset, node.data?.length ?? node.childNodes.length));
}
