// Fields in which one searches: in the choices that are there, or in those that the app offers while one types.
import { clearError } from "./errors.js";
import { chosen, node, option, parse, blockOf } from "./values.js";

const inputOf = (combo) => combo.querySelector("[role=combobox]");
const listOf = (combo) => combo.querySelector("[role=listbox]");
const isMany = (combo) => "many" in combo.dataset;
const isOpen = (combo) => !listOf(combo).hidden;
const items = (combo) => [...listOf(combo).querySelectorAll("[data-option]")];
const within = (event) => event.target.closest(".combo");
// What the app named an option, and the words with pictures that are shown for it.
const shownFor = new Map();
const textOf = (item) => item.querySelector(".combo__text").textContent;

export function wireCombos(root, { changed: tell, options }) {
  let asked = 0;
  let pause;
  const changed = (combo) => {
    clearError(combo);
    tell(combo);
  };

  const show = async (combo) => {
    const input = inputOf(combo);
    const query = "typing" in combo.dataset ? input.value.trim() : "";
    if ("external" in combo.dataset) {
      if (query.length < Number(combo.dataset.min)) return close(combo);
      const mine = ++asked;
      combo.setAttribute("aria-busy", "true");
      const found = await options(combo, blockOf(combo), combo.dataset.actionId, query);
      combo.removeAttribute("aria-busy");
      if (mine !== asked || document.activeElement !== input) return undefined;
      listOf(combo).replaceChildren(...made(Array.isArray(found) ? found : []));
    } else narrow(combo, query);
    return open(combo);
  };

  const pick = (combo, item) => {
    if (!item || item.getAttribute("aria-disabled") === "true") return;
    clearTimeout(pause);
    asked += 1;
    delete combo.dataset.typing;
    const picked = option(item);
    if (isMany(combo)) toggle(combo, picked);
    else {
      combo.dataset.chosen = JSON.stringify(picked);
      close(combo);
    }
    showChosen(combo);
    if (isMany(combo) && !("external" in combo.dataset)) narrow(combo, "");
    changed(combo);
  };

  const remove = (combo, value) => {
    combo.dataset.chosen = JSON.stringify((chosen(combo) ?? []).filter((one) => one.value !== value));
    showChosen(combo);
    inputOf(combo).focus();
    changed(combo);
  };

  root.addEventListener("click", (event) => {
    const combo = within(event);
    if (!combo) return;
    const tag = event.target.closest(".combo__tag");
    if (tag) remove(combo, tag.value);
    else if (event.target === inputOf(combo) && !isOpen(combo)) {
      event.target.select();
      show(combo);
    }
  });
  root.addEventListener("mousedown", (event) => {
    const combo = within(event);
    if (!combo || !listOf(combo).contains(event.target)) return;
    event.preventDefault();
    if (event.button === 0) pick(combo, event.target.closest("[data-option]"));
  });
  root.addEventListener("input", (event) => {
    const combo = within(event);
    if (!combo) return;
    combo.dataset.typing = "";
    clearTimeout(pause);
    pause = setTimeout(() => show(combo), "external" in combo.dataset ? 120 : 0);
  });
  root.addEventListener("focusout", (event) => {
    const combo = within(event);
    if (!combo || combo.contains(event.relatedTarget)) return;
    clearTimeout(pause);
    asked += 1;
    close(combo);
    const emptied = "typing" in combo.dataset && "input" in combo.dataset && !isMany(combo) && !inputOf(combo).value && chosen(combo);
    delete combo.dataset.typing;
    if (emptied) delete combo.dataset.chosen;
    showChosen(combo);
    if (emptied) changed(combo);
  });
  root.addEventListener("keydown", (event) => {
    const combo = within(event);
    if (!combo || event.target !== inputOf(combo)) return;
    const last = isMany(combo) && !event.target.value && chosen(combo)?.at(-1);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen(combo)) move(combo, event.key === "ArrowDown" ? 1 : -1);
      else show(combo);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen(combo)) pick(combo, active(combo) ?? sought(combo));
      else show(combo);
    } else if (event.key === "Escape" && isOpen(combo)) {
      event.preventDefault();
      event.stopPropagation();
      close(combo);
    } else if (event.key === "Backspace" && last) remove(combo, last.value);
  });
}

const visible = (combo) => items(combo).filter((item) => !item.hidden);
const active = (combo) => listOf(combo).querySelector(".combo--active");
const only = (combo) => (visible(combo).length === 1 ? visible(combo)[0] : null);

// Who presses Enter at once means what is typed, not what was shown before it.
function sought(combo) {
  if ("typing" in combo.dataset && !("external" in combo.dataset)) narrow(combo, inputOf(combo).value.trim());
  return only(combo);
}

function open(combo) {
  listOf(combo).hidden = false;
  inputOf(combo).setAttribute("aria-expanded", "true");
  mark(combo, null);
  showPicked(combo);
  listOf(combo).scrollIntoView({ block: "nearest" });
}

function close(combo) {
  listOf(combo).hidden = true;
  inputOf(combo).setAttribute("aria-expanded", "false");
  mark(combo, null);
}

function move(combo, by) {
  const those = visible(combo);
  const at = those.indexOf(active(combo));
  mark(combo, those[at < 0 && by < 0 ? those.length - 1 : (at + by + those.length) % those.length]);
}

function mark(combo, item) {
  active(combo)?.classList.remove("combo--active");
  if (!item) return inputOf(combo).removeAttribute("aria-activedescendant");
  item.id ||= `${listOf(combo).id}-${items(combo).indexOf(item)}`;
  item.classList.add("combo--active");
  item.scrollIntoView({ block: "nearest" });
  return inputOf(combo).setAttribute("aria-activedescendant", item.id);
}

function narrow(combo, query) {
  const wanted = query.toLowerCase();
  for (const item of items(combo)) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  for (const group of listOf(combo).querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[data-option]:not([hidden])");
  listOf(combo).querySelector(".combo__none")?.remove();
  if (!visible(combo).length) listOf(combo).append(none());
  mark(combo, null);
}

function toggle(combo, picked) {
  const before = chosen(combo) ?? [];
  const rest = before.filter((one) => one.value !== picked.value);
  combo.dataset.chosen = JSON.stringify(rest.length < before.length ? rest : [...before, picked]);
}

// What is chosen: in the field itself, or where there can be several, in front of it.
export function showChosen(combo) {
  const held = chosen(combo);
  const known = new Map(items(combo).map((item) => [option(item).value, textOf(item)]));
  const named = (one) => known.get(one.value) ?? shownFor.get(one.text.text) ?? one.text.text;
  inputOf(combo).value = isMany(combo) || !held ? "" : named(held);
  if (isMany(combo)) combo.querySelector(".combo__tags").replaceChildren(...(held ?? []).map((one) => tag(one, named(one))));
  showPicked(combo);
}

// Words to search for that stood there while the field was rendered again.
export function stillTyping(combo, words) {
  combo.dataset.typing = "";
  inputOf(combo).value = words;
}

function showPicked(combo) {
  const held = [chosen(combo) ?? []].flat().map((one) => one.value);
  const full = isMany(combo) && held.length >= Number(combo.dataset.most);
  for (const item of items(combo)) {
    const picked = held.includes(option(item).value);
    item.setAttribute("aria-selected", String(picked));
    if (full && !picked) item.setAttribute("aria-disabled", "true");
    else item.removeAttribute("aria-disabled");
  }
  if (isMany(combo)) combo.querySelector(".combo__note").textContent = full ? `At most ${combo.dataset.most} can be chosen.` : "";
}

function tag(one, text) {
  const made = node("button", { type: "button", className: "combo__tag", value: one.value, ariaLabel: `Remove ${text}` }, text);
  made.append(node("span", { textContent: "×", ariaHidden: "true" }));
  return made;
}

// The server writes down what is held as it has it: options, or the ids of people and channels.
export function dressCombo(combo) {
  const held = parse(combo.dataset.held);
  delete combo.dataset.held;
  for (const [text, shown] of Object.entries(parse(combo.dataset.shown) ?? {})) shownFor.set(text, shown);
  const known = new Map(items(combo).map((item) => [option(item).value, option(item)]));
  const whole = (one) => (typeof one === "string" ? (known.get(one) ?? { text: { type: "plain_text", text: one }, value: one }) : one);
  if (held) combo.dataset.chosen = JSON.stringify(Array.isArray(held) ? held.map(whole) : whole(held));
  showChosen(combo);
}

const none = () => {
  const made = node("div", { className: "combo__none", textContent: "Nothing found. Try other letters." });
  made.setAttribute("role", "option");
  made.setAttribute("aria-disabled", "true");
  return made;
};

function made(found) {
  return found.length ? found.map((one) => (one.options ? groupOf(one) : itemOf(one))) : [none()];
}

function groupOf(one) {
  const label = node("div", { className: "combo__group", textContent: one.label, ariaHidden: "true" });
  const group = node("div", { ariaLabel: one.label }, label, ...one.options.map(itemOf));
  group.setAttribute("role", "group");
  return group;
}

function itemOf({ option: held, text, note }) {
  shownFor.set(held.text.text, text);
  const item = node("div", {}, node("span", { className: "combo__text", textContent: text }));
  if (note) item.append(node("small", { textContent: note }));
  item.setAttribute("role", "option");
  item.dataset.option = JSON.stringify(held);
  return item;
}
