// Errors at their fields.

export function showErrors(root, errors) {
  for (const block of root.querySelectorAll(".block--input")) {
    const error = block.querySelector(".error");
    const sentence = errors[block.dataset.blockId] ?? "";
    error.textContent = sentence;
    error.hidden = !sentence;
    for (const field of block.querySelectorAll("input, select, textarea")) invalid(field, sentence);
  }
  const first = root.querySelector(".error:not([hidden])")?.closest(".block");
  first?.scrollIntoView({ block: "center", behavior: "smooth" });
  first?.querySelector("input, select, textarea")?.focus({ preventScroll: true });
}

function invalid(field, sentence) {
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

export function clearError(element) {
  const block = element.closest(".block--input");
  const error = block?.querySelector(".error");
  if (!error || error.hidden) return;
  error.hidden = true;
  for (const field of block.querySelectorAll("[aria-invalid]")) invalid(field, "");
}
