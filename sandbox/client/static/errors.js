// Errors at their fields.
import { FIELDS } from "./values.js";

export function showErrors(root, errors) {
  for (const block of root.querySelectorAll(".block--input")) showError(block, errors[block.dataset.blockId] ?? "");
  const first = root.querySelector(".error:not([hidden])")?.closest(".block");
  first?.scrollIntoView({ block: "center", behavior: "smooth" });
  first?.querySelector(FIELDS)?.focus({ preventScroll: true });
}

export function showError(block, sentence) {
  const error = block?.querySelector(".error");
  if (!error) return;
  error.textContent = sentence;
  error.hidden = !sentence;
  for (const field of block.querySelectorAll(FIELDS)) {
    if (sentence) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

export function clearError(element) {
  const block = element.closest(".block--input");
  if (block && !block.querySelector(".error")?.hidden) showError(block, "");
}
