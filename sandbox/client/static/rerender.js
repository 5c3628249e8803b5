// Keeping what a person has entered, focus and caret, while a part of the page is rendered again.
import { dress, tagged } from "./combos.js";
import { blockOf, chosen, READERS } from "./values.js";

// Everything that a person has entered in one element, whatever its kind.
export function snapshot(element) {
  return {
    chosen: element.dataset.chosen,
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
    else if (kept.fields[index]) field.value = kept.fields[index].value;
  });
  if (element.classList.contains("combo")) {
    if (kept.chosen) element.dataset.chosen = kept.chosen;
    else delete element.dataset.chosen;
    if ("many" in element.dataset) tagged(element, chosen(element) ?? []);
  }
}

// For a message or a Home that is replaced as a whole; gives the function that puts the focus back.
export function carryOver(before, after) {
  const twins = [...after.querySelectorAll("[data-action-id]")];
  for (const element of before.querySelectorAll("[data-action-id]")) {
    if (!(element.dataset.elementType in READERS)) continue;
    const twin = twins.find((one) => one.dataset.actionId === element.dataset.actionId && blockOf(one) === blockOf(element));
    if (twin?.dataset.elementType === element.dataset.elementType) restore(twin, snapshot(element));
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
      const twin = [...block.querySelectorAll("[data-input]")].find((one) => one.dataset.actionId === element.dataset.actionId);
      if (twin?.dataset.elementType === element.dataset.elementType) restore(twin, snapshot(element));
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
  const index = [...element.querySelectorAll("input, select, textarea, button")].indexOf(focused);
  const { selectionStart, selectionEnd } = focused;
  return (within) => {
    if (focused.isConnected) return;
    const alike = [...within.querySelectorAll("[data-action-id]")].filter((one) => one.dataset.actionId === element.dataset.actionId);
    const twin = alike.find((one) => blockOf(one) === block) ?? alike[0];
    const target = twin && (twin.querySelectorAll("input, select, textarea, button")[index] ?? twin);
    target?.focus({ preventScroll: true });
    if (selectionStart != null && target?.type === "text") target.setSelectionRange(selectionStart, selectionEnd);
  };
}
