// What the elements of Block Kit hold, in Slack's own shape.

export const parse = (text) => (text ? JSON.parse(text) : null);
export const option = (node) => parse(node?.dataset.option);
export const chosen = (root) => parse(root.dataset.chosen);
export const ids = (select) => [...select.selectedOptions].map((one) => one.value).filter(Boolean);

export const node = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

// The part of Slack's payload that belongs to this kind of element.
export const READERS = {
  radio_buttons: (root) => ({ selected_option: option(root.querySelector("input:checked")) }),
  checkboxes: (root) => ({ selected_options: [...root.querySelectorAll("input:checked")].map(option) }),
  static_select: (root) => ({ selected_option: option(root.querySelector("select").selectedOptions[0]) }),
  multi_static_select: (root) => ({ selected_options: [...root.querySelector("select").selectedOptions].map(option) }),
  external_select: (root) => ({ selected_option: chosen(root) }),
  multi_external_select: (root) => ({ selected_options: chosen(root) ?? [] }),
  users_select: (root) => ({ selected_user: root.querySelector("select").value || null }),
  multi_users_select: (root) => ({ selected_users: ids(root.querySelector("select")) }),
  channels_select: (root) => ({ selected_channel: root.querySelector("select").value || null }),
  multi_channels_select: (root) => ({ selected_channels: ids(root.querySelector("select")) }),
  conversations_select: (root) => ({ selected_conversation: root.querySelector("select").value || null }),
  multi_conversations_select: (root) => ({ selected_conversations: ids(root.querySelector("select")) }),
  datepicker: (root) => ({ selected_date: root.querySelector("input").value || null }),
  timepicker: (root) => ({ selected_time: root.querySelector("input").value || null }),
  datetimepicker: (root) => ({ selected_date_time: instant(root.querySelector("input").value) }),
  plain_text_input: (root) => ({ value: root.querySelector("input, textarea").value || null }),
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
