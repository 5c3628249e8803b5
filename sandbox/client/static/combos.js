// Fields with choices that the app is asked for while one types.
import { clearError } from "./errors.js";
import { blockOf, chosen, node, option, valueOf } from "./values.js";

export function wireCombos(root, { send, options }) {
  let asked = 0;
  let pause;
  const close = (combo) => {
    combo.querySelector("ul").hidden = true;
    combo.querySelector("input").setAttribute("aria-expanded", "false");
  };
  const pick = (combo, item) => {
    clearTimeout(pause);
    asked += 1;
    const picked = option(item);
    if ("many" in combo.dataset) {
      const before = chosen(combo) ?? [];
      const same = before.some((one) => one.value === picked.value);
      if (same || before.length >= Number(combo.dataset.most)) return close(combo);
      tagged(combo, [...before, picked]);
      combo.querySelector("input").value = "";
    } else {
      combo.dataset.chosen = item.dataset.option;
      combo.querySelector("input").value = item.textContent;
    }
    close(combo);
    clearError(combo);
    if (combo.dataset.dispatch) send(combo, valueOf(combo));
  };
  const show = async (combo) => {
    const input = combo.querySelector("input");
    const list = combo.querySelector("ul");
    if (input.value.length < Number(combo.dataset.min)) return close(combo);
    const mine = ++asked;
    const found = await options(combo, blockOf(combo), combo.dataset.actionId, input.value);
    if (mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...entries(found));
    list.hidden = false;
    list.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-expanded", "true");
  };
  const open = (event) => {
    const combo = event.target.closest(".combo");
    if (!combo || event.target.tagName !== "INPUT" || !combo.querySelector("ul").hidden) return;
    event.target.select();
    show(combo);
  };
  root.addEventListener("focusin", open);
  root.addEventListener("click", open);
  root.addEventListener("focusout", (event) => {
    const combo = event.target.closest(".combo");
    if (combo && !combo.contains(event.relatedTarget)) {
      close(combo);
      combo.querySelector("input").value = "many" in combo.dataset ? "" : (chosen(combo)?.text.text ?? "");
    }
  });
  root.addEventListener("input", (event) => {
    const combo = event.target.closest(".combo");
    if (!combo) return;
    if (!("many" in combo.dataset)) delete combo.dataset.chosen;
    clearTimeout(pause);
    pause = setTimeout(() => show(combo), 120);
  });
  root.addEventListener("click", (event) => {
    const tag = event.target.closest(".combo__tag");
    if (!tag) return;
    const combo = tag.closest(".combo");
    tagged(combo, chosen(combo).filter((one) => one.value !== tag.value));
    combo.querySelector("input").focus();
    if (combo.dataset.dispatch) send(combo, valueOf(combo));
  });
  root.addEventListener("mousedown", (event) => {
    const item = event.target.closest(".combo [role=option]");
    if (item) {
      event.preventDefault();
      pick(item.closest(".combo"), item);
    }
  });
  root.addEventListener("keydown", (event) => {
    const combo = event.target.closest(".combo");
    if (!combo || combo.querySelector("ul").hidden) return;
    const items = [...combo.querySelectorAll("[role=option]")];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = items[(at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length];
      for (const item of items) item.setAttribute("aria-selected", String(item === next));
      next?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (items[at]) pick(combo, items[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close(combo);
    }
  });
}

// The chosen options of a field that takes several, each a small button that takes it out again.
export function tagged(combo, picked) {
  combo.dataset.chosen = JSON.stringify(picked);
  const tags = picked.map((one) => {
    const tag = node("button", { type: "button", className: "combo__tag", value: one.value, textContent: `${one.text.text} ×` });
    tag.setAttribute("aria-label", `Remove ${one.text.text}`);
    return tag;
  });
  combo.querySelector(".combo__tags").replaceChildren(...tags);
}

export function dress(root) {
  for (const combo of root.querySelectorAll(".combo[data-many]")) tagged(combo, chosen(combo) ?? []);
}

function* entries(found) {
  for (const one of found) {
    if (one.options) {
      yield node("li", { className: "combo__group", textContent: one.label.text });
      yield* entries(one.options);
      continue;
    }
    const item = node("li", { textContent: one.text.text });
    item.setAttribute("role", "option");
    item.dataset.option = JSON.stringify(one);
    yield item;
  }
  if (!found.length) yield node("li", { className: "combo__none", textContent: "Nothing found. Try other letters." });
}
