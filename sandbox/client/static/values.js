// What the elements of Block Kit hold, in Slack's own shape.
import { readRich } from "./richtext.js";

export const parse = (text) => (text ? JSON.parse(text) : null);
export const option = (node) => parse(node?.dataset.option);
export const chosen = (root) => parse(root.dataset.chosen);
export const FIELDS = "input, textarea, select, [contenteditable=true]";

export const node = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

// A choice, in the browser's own menu or in one that is searched.
const one = (root) => (root.classList.contains("combo") ? chosen(root) : option(root.querySelector("select").selectedOptions[0]));
const several = (root) => chosen(root) ?? [];
const id = (root) => one(root)?.value || null;
const ids = (root) => several(root).map((picked) => picked.value);
const typed = (root) => root.querySelector("input, textarea").value || null;

// The part of Slack's payload that belongs to this kind of element.
export const READERS = {
  radio_buttons: (root) => ({ selected_option: option(root.querySelector("input:checked")) }),
  checkboxes: (root) => ({ selected_options: [...root.querySelectorAll("input:checked")].map(option) }),
  static_select: (root) => ({ selected_option: one(root) }),
  external_select: (root) => ({ selected_option: one(root) }),
  users_select: (root) => ({ selected_user: id(root) }),
  channels_select: (root) => ({ selected_channel: id(root) }),
  conversations_select: (root) => ({ selected_conversation: id(root) }),
  multi_static_select: (root) => ({ selected_options: several(root) }),
  multi_external_select: (root) => ({ selected_options: several(root) }),
  multi_users_select: (root) => ({ selected_users: ids(root) }),
  multi_channels_select: (root) => ({ selected_channels: ids(root) }),
  multi_conversations_select: (root) => ({ selected_conversations: ids(root) }),
  datepicker: (root) => ({ selected_date: typed(root) }),
  timepicker: (root) => ({ selected_time: typed(root) }),
  datetimepicker: (root) => ({ selected_date_time: instant(typed(root)) }),
  plain_text_input: (root) => ({ value: typed(root) }),
  rich_text_input: (root) => ({ rich_text_value: readRich(root.querySelector(".rich__text")) }),
  file_input: (root) => ({ files: (parse(root.dataset.files) ?? []).map((entry) => entry.file).filter(Boolean) }),
};
for (const kind of ["number_input", "email_text_input", "url_text_input"]) READERS[kind] = READERS.plain_text_input;

// What was picked is meant in the person's own zone, not in the browser's.
function instant(picked) {
  const wanted = Date.parse(`${picked}Z`);
  if (Number.isNaN(wanted)) return null;
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: document.body.dataset.tz, dateStyle: "short", timeStyle: "medium" });
  const away = (at) => Date.parse(`${format.format(at).replace(" ", "T")}Z`) - at;
  return (wanted - away(wanted - away(wanted))) / 1000;
}

export const valueOf = (root) => READERS[root.dataset.elementType]?.(root) ?? {};
export const blockOf = (root) => root.closest("[data-block-id]").dataset.blockId;
export const elementOf = (node) => node.closest("[data-action-id]");

// The same element within another rendering of its message or view.
export function twinOf(element, within) {
  const alike = [...within.querySelectorAll("[data-action-id]")].filter((one) => one.dataset.actionId === element.dataset.actionId);
  return alike.find((one) => blockOf(one) === blockOf(element) && one.dataset.elementType === element.dataset.elementType);
}

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
