// The line to write in: Enter sends, Shift+Enter breaks the line, / offers what the app can do.
import { wireAttach } from "./attach.js";
import { known } from "./known.js";
import { act } from "./talk.js";
import { node } from "./values.js";

const TALLEST = 180;
const OFFERS = [
  ...known.commands.map((one) => ({ ...one, word: one.name })),
  ...known.global.map((one) => ({ ...one, shortcut: one.id, word: `/${one.name.toLowerCase()}` })),
];

const MENTION = /(?:^|\s)([@#][\w.-]*)$/;

export function wireComposer(form) {
  const field = form.querySelector("textarea");
  const list = form.querySelector(".commands");
  const hintPlace = form.querySelector(".composer__hint");
  const problem = form.querySelector(".composer__problem");
  let found = [];
  let chosen = 0;
  const attached = wireAttach(form, (text) => say(text));

  const say = (text) => {
    problem.textContent = text ?? "";
    problem.hidden = !text;
  };
  const commands = () => {
    const typed = field.value.toLowerCase();
    return hintPlace && typed.startsWith("/") && !/\s/.test(typed) ? OFFERS.filter((one) => one.word.startsWith(typed)) : [];
  };
  const mentioned = () => MENTION.exec(field.value.slice(0, field.selectionStart))?.[1];
  const offer = (offers) => {
    found = offers;
    chosen = 0;
    list.replaceChildren(...entries(field.id, found, (one) => take(one)));
    list.hidden = !found.length;
    mark();
  };
  const show = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
    offer(commands());
    if (hintPlace) hint(hintPlace, field.value);
  };
  const mark = () => {
    const items = [...list.querySelectorAll("[role=option]")];
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    items[chosen]?.scrollIntoView({ block: "nearest" });
    if (items[chosen]) field.setAttribute("aria-activedescendant", items[chosen].id);
    else field.removeAttribute("aria-activedescendant");
  };
  // Who or what is meant is asked for while one types; an answer to an earlier word counts no more.
  const askMention = async () => {
    const typed = mentioned();
    if (!typed) return;
    const offers = await act("mention", { typed });
    if (Array.isArray(offers) && typed === mentioned()) offer(offers);
  };
  const write = (text) => {
    field.value = text;
    show();
    field.focus();
  };
  const take = (one) => {
    const typed = mentioned();
    if (typed) {
      const end = field.selectionStart;
      field.setRangeText(`${one.word} `, end - typed.length, end, "end");
      return show();
    }
    if (!one.shortcut) return write(`${one.name} `);
    write("");
    return shortcut(form, one.shortcut, say);
  };
  const send = async () => {
    const text = field.value.trim();
    const files = attached.ids();
    if ((!text && !files.length) || form.hasAttribute("aria-busy")) return;
    say("");
    write("");
    const { channel, thread } = form.dataset;
    const outcome = await busy(form, files.length ? act("share", { channel, thread, text, files }) : act("say", { channel, thread, text }));
    say(outcome.problem);
    if (outcome.ok) attached.clear();
    if (outcome.ok || field.value) return;
    write(text);
    offer([]);
  };

  field.addEventListener("input", () => {
    show();
    askMention();
  });
  field.addEventListener("blur", () => offer([]));
  field.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    const whole = known.commands.some((command) => command.name === field.value);
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      mark();
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole))) take(found[chosen]);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send();
    else if (open && event.key === "Escape") {
      offer([]);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

export const shortcutMenu = (button) => {
  const form = button.closest(".composer");
  const problem = form.querySelector(".composer__problem");
  const say = (text) => {
    problem.textContent = text ?? "";
    problem.hidden = !text;
  };
  return [[{ label: known.app }, ...known.global.map((one) => ({ text: one.name, hint: one.description, choose: () => shortcut(form, one.id, say) }))]];
};

async function shortcut(form, id, say) {
  say("");
  say((await busy(form, act("shortcut", { shortcut: id, channel: form.dataset.channel }))).problem);
}

// A form that waits for the app says so.
async function busy(form, work) {
  form.setAttribute("aria-busy", "true");
  const outcome = await work;
  form.removeAttribute("aria-busy");
  return outcome;
}

// While the words of a command are typed, its usage stays in sight.
function hint(place, typed) {
  const command = known.commands.find((one) => typed.startsWith(`${one.name} `));
  place.hidden = !command;
  place.replaceChildren(...(command ? [node("strong", { textContent: command.name }), node("code", { textContent: command.hint }), node("span", { textContent: command.description })] : []));
}

function entries(owner, found, take) {
  return found.map((one, index) => {
    const item = node("li", { id: `${owner}-offer-${index}`, role: "option" }, node("strong", { textContent: one.name }));
    if (one.hint) item.append(node("code", { textContent: one.hint }));
    if (one.shortcut) item.append(node("span", { className: "badge", textContent: "Shortcut" }));
    if (one.description) item.append(node("span", { className: "commands__about", textContent: one.description }));
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(one));
    return item;
  });
}
