// The line to write in: Enter sends, Shift+Enter breaks the line, / offers the commands of the app.
import { act, toast } from "./talk.js";
import { node } from "./values.js";

const known = JSON.parse(document.getElementById("command-list").textContent);

export function wireComposer(form) {
  const field = form.querySelector("textarea");
  const list = form.querySelector(".commands");
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
  };
  const offer = () => {
    grow();
    if (!list) return;
    const typed = field.value.split(/\s/)[0];
    const exact = known.find((command) => command.name === typed);
    const found = typed.startsWith("/") ? (exact ? [exact] : known.filter((command) => command.name.startsWith(typed))) : [];
    list.replaceChildren(...found.map((command) => entry(command, () => choose(command))));
    list.hidden = !found.length;
    mark([...list.children], 0);
  };
  const mark = (items, chosen) => {
    items.forEach((item, index) => {
      item.id = `command-${index}`;
      item.setAttribute("aria-selected", String(index === chosen));
    });
    if (items[chosen]) field.setAttribute("aria-activedescendant", items[chosen].id);
    else field.removeAttribute("aria-activedescendant");
  };
  const choose = (command) => {
    field.value = `${command.name} `;
    offer();
    field.focus();
  };
  const send = async () => {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    offer();
    const { channel, thread } = form.dataset;
    const outcome = await act("say", { channel, thread, text });
    if (!outcome.ok) {
      field.value ||= text;
      toast(outcome.problem);
    }
  };
  field.addEventListener("input", offer);
  field.addEventListener("keydown", (event) => {
    const open = list && !list.hidden && !/\s/.test(field.value);
    const items = open ? [...list.children] : [];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (items.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      mark(items, (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      const whole = known.some((command) => command.name === field.value);
      if (items.length && !whole) return items[Math.max(at, 0)].dispatchEvent(new Event("choose"));
      send();
    } else if (event.key === "Tab" && list && !list.hidden && !field.value.includes(" ")) {
      event.preventDefault();
      list.querySelector("li")?.dispatchEvent(new Event("choose"));
    } else if (event.key === "Escape" && list) {
      list.hidden = true;
    }
    return undefined;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

function entry(command, choose) {
  const item = node("li", {}, node("strong", { textContent: command.name }), node("code", { textContent: command.hint }));
  item.append(node("span", { textContent: command.description }));
  item.setAttribute("role", "option");
  item.addEventListener("choose", choose);
  item.addEventListener("mousedown", (event) => {
    event.preventDefault();
    choose();
  });
  return item;
}
