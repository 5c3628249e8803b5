// Elements of Block Kit in the page: reading what they hold, telling when it changes, keeping it through a re-render.

const parse = (text) => (text ? JSON.parse(text) : null);
const option = (node) => parse(node?.dataset.option);
const chosen = (root) => parse(root.dataset.chosen);
const ids = (select) => [...select.selectedOptions].map((one) => one.value).filter(Boolean);

// The part of Slack's payload that belongs to this kind of element.
const READERS = {
  radio_buttons: (root) => ({ selected_option: option(root.querySelector("input:checked")) }),
  checkboxes: (root) => ({ selected_options: [...root.querySelectorAll("input:checked")].map(option) }),
  static_select: (root) => ({ selected_option: option(root.querySelector("select").selectedOptions[0]) }),
  multi_static_select: (root) => ({ selected_options: [...root.querySelector("select").selectedOptions].map(option) }),
  external_select: (root) => ({ selected_option: chosen(root) }),
  multi_external_select: (root) => ({ selected_options: chosen(root) ? [chosen(root)] : [] }),
  users_select: (root) => ({ selected_user: root.querySelector("select").value || null }),
  multi_users_select: (root) => ({ selected_users: ids(root.querySelector("select")) }),
  channels_select: (root) => ({ selected_channel: root.querySelector("select").value || null }),
  multi_channels_select: (root) => ({ selected_channels: ids(root.querySelector("select")) }),
  conversations_select: (root) => ({ selected_conversation: root.querySelector("select").value || null }),
  multi_conversations_select: (root) => ({ selected_conversations: ids(root.querySelector("select")) }),
  datepicker: (root) => ({ selected_date: root.querySelector("input").value || null }),
  timepicker: (root) => ({ selected_time: root.querySelector("input").value || null }),
  datetimepicker: (root) => ({ selected_date_time: Date.parse(root.querySelector("input").value) / 1000 || null }),
  plain_text_input: (root) => ({ value: root.querySelector("input, textarea").value || null }),
};
for (const kind of ["number_input", "email_text_input", "url_text_input"]) READERS[kind] = READERS.plain_text_input;

export const valueOf = (root) => READERS[root.dataset.elementType]?.(root) ?? {};
const blockOf = (root) => root.closest("[data-block-id]").dataset.blockId;
const elementOf = (node) => node.closest("[data-action-id]");

export function readState(root) {
  const state = {};
  for (const element of root.querySelectorAll("[data-action-id]")) {
    const type = element.dataset.elementType;
    if (!(type in READERS)) continue;
    const block = (state[blockOf(element)] ??= {});
    block[element.dataset.actionId] = { type, ...valueOf(element) };
  }
  return state;
}

// `tell(element, block, action, value)` is called for what is to be sent at once.
export function wire(root, { tell, options }) {
  const send = (element, value) => tell({ element, block: blockOf(element), action: element.dataset.actionId, value });
  const waiting = new Map();

  root.addEventListener("click", async (event) => {
    const target = event.target.closest("button, a");
    const element = target && elementOf(target);
    if (!element || !root.contains(element)) return;
    if (element.dataset.elementType === "overflow") {
      element.open = false;
      send(element, { selected_option: option(target) });
    } else if (element.dataset.elementType === "button") {
      if (!element.dataset.confirm || (await confirmed(parse(element.dataset.confirm)))) send(element, {});
    }
  });

  root.addEventListener("change", (event) => {
    const element = elementOf(event.target);
    if (!element || element.classList.contains("combo") || !element.dataset.dispatch?.includes("change")) return;
    send(element, valueOf(element));
  });

  root.addEventListener("input", (event) => {
    const element = elementOf(event.target);
    if (!element) return;
    clearError(element);
    if (!element.dataset.dispatch?.includes("character")) return;
    clearTimeout(waiting.get(element));
    waiting.set(element, setTimeout(() => sendNow(element), 300));
  });
  const sendNow = (element) => {
    clearTimeout(waiting.get(element));
    waiting.delete(element);
    return element.isConnected ? send(element, valueOf(element)) : undefined;
  };

  root.addEventListener("keydown", (event) => {
    const element = elementOf(event.target);
    if (event.key !== "Enter" || event.target.tagName === "TEXTAREA" || !element?.dataset.dispatch?.includes("enter")) return;
    event.preventDefault();
    send(element, valueOf(element));
  });

  wireCombos(root, { send, options });
  // What was typed a moment ago is sent before the view is left.
  return { flush: () => Promise.all([...waiting.keys()].map(sendNow)) };
}

function wireCombos(root, { send, options }) {
  let asked = 0;
  const close = (combo) => {
    combo.querySelector("ul").hidden = true;
    combo.querySelector("input").setAttribute("aria-expanded", "false");
  };
  const pick = (combo, item) => {
    combo.dataset.chosen = item.dataset.option;
    combo.querySelector("input").value = item.textContent;
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
    if (mine !== asked) return;
    list.replaceChildren(...entries(found));
    list.hidden = false;
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
      event.target.value = chosen(combo)?.text.text ?? "";
    }
  });
  let pause;
  root.addEventListener("input", (event) => {
    const combo = event.target.closest(".combo");
    if (!combo) return;
    delete combo.dataset.chosen;
    clearTimeout(pause);
    pause = setTimeout(() => show(combo), 120);
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

export const node = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export function confirmed({ title, text, confirm, deny, style }) {
  return new Promise((resolve) => {
    const yes = node("button", { type: "submit", value: "yes", textContent: confirm.text });
    yes.className = `button button--${style === "danger" ? "danger" : "primary"}`;
    const no = node("button", { type: "submit", value: "no", textContent: deny.text, className: "button button--default" });
    const form = node("form", { method: "dialog" }, node("h2", { textContent: title.text }), node("p", { textContent: text.text }));
    form.append(node("div", { className: "confirm__foot" }, no, yes));
    const dialog = node("dialog", { className: "confirm" }, form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}

export function showErrors(root, errors) {
  for (const block of root.querySelectorAll(".block--input")) {
    const error = block.querySelector(".error");
    const sentence = errors[block.dataset.blockId] ?? "";
    error.textContent = sentence;
    error.hidden = !sentence;
    for (const field of block.querySelectorAll("input, select, textarea")) field.toggleAttribute("aria-invalid", Boolean(sentence));
  }
  const first = root.querySelector(".error:not([hidden])")?.closest(".block");
  first?.scrollIntoView({ block: "center", behavior: "smooth" });
  first?.querySelector("input, select, textarea")?.focus({ preventScroll: true });
}

function clearError(element) {
  const error = element.closest(".block--input")?.querySelector(".error");
  if (error) error.hidden = true;
}

function copyEntered(element, twin) {
  if (element.classList.contains("combo")) {
    if (element.dataset.chosen) twin.dataset.chosen = element.dataset.chosen;
    else delete twin.dataset.chosen;
  }
  const fields = [...element.querySelectorAll("input, select, textarea")];
  for (const field of twin.querySelectorAll("input, select, textarea")) {
    const ticked = ["radio", "checkbox"].includes(field.type);
    const was = fields.find((one) => !ticked || one.value === field.value);
    if (!was) continue;
    if (ticked) field.checked = was.checked;
    else if (field.multiple) for (const one of field.options) one.selected = ids(was).includes(one.value);
    else field.value = was.value;
  }
}

// Bring the blocks of a view up to date. One that looks the same stays untouched, with what is being entered in it;
// of one that changed, the entries and the focus are kept where block and element keep their ids.
export function morph(before, after) {
  const key = (block) => block.dataset?.blockId;
  const old = new Map([...before.children].filter(key).map((block) => [key(block), block]));
  const focus = heldFocus(before);
  const fresh = [...after.children].filter(key).map((block) => {
    const was = old.get(key(block));
    if (!was) return block;
    if (was.dataset.print === block.dataset.print) return was;
    for (const element of was.querySelectorAll("[data-input]")) {
      const twin = [...block.querySelectorAll("[data-input]")].find((one) => one.dataset.actionId === element.dataset.actionId);
      if (twin?.dataset.elementType === element.dataset.elementType) copyEntered(element, twin);
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
  return () => {
    if (focused.isConnected) return;
    const alike = [...root.querySelectorAll("[data-action-id]")].filter((one) => one.dataset.actionId === element.dataset.actionId);
    const twin = alike.find((one) => blockOf(one) === block) ?? alike[0];
    const target = twin && (twin.querySelectorAll("input, select, textarea, button")[index] ?? twin);
    target?.focus({ preventScroll: true });
    if (selectionStart != null && target?.type === "text") target.setSelectionRange(selectionStart, selectionEnd);
  };
}
