// The editor for formatted text: its buttons and keys, and the place for a link's address.
import { readRich, writeRich } from "./richtext.js";

const COMMANDS = { bold: "bold", italic: "italic", strike: "strikeThrough", bullet: "insertUnorderedList", ordered: "insertOrderedList" };
const AROUND = { code: "CODE", quote: "BLOCKQUOTE", preformatted: "PRE", link: "A" };
const KEYS = { b: "bold", i: "italic", k: "link", "shift+x": "strike", "shift+c": "code", "shift+7": "ordered", "shift+8": "bullet", "shift+9": "quote" };
const SCHEME = /^(https?:|mailto:)/i;

const textOf = (rich) => rich.querySelector(".rich__text");
const around = (tag) => {
  const at = getSelection().anchorNode;
  const found = (at?.nodeType === Node.ELEMENT_NODE ? at : at?.parentElement)?.closest(tag);
  return found?.closest(".rich__text") ? found : null;
};

export function dressRich(rich) {
  const held = rich.dataset.held ? JSON.parse(rich.dataset.held) : null;
  delete rich.dataset.held;
  rich.dataset.dressed = "";
  const shown = new Map([...rich.querySelectorAll("template")].map((one) => [one.dataset.piece, one.content]));
  const piece = (one) => [...shown].find(([data]) => same(JSON.parse(data), one))?.[1].cloneNode(true) ?? one.type;
  if (held) writeRich(textOf(rich), held, piece);
  settle(rich);
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// A placeholder is shown while nothing stands there, not even an empty list.
export function settle(rich) {
  const text = textOf(rich);
  const empty = !readRich(text) && !text.querySelector("ul, ol, pre, blockquote");
  text.classList.toggle("rich__text--empty", empty);
}

export function wireRich(root) {
  const richOf = (event) => event.target.closest?.(".rich");
  root.addEventListener("mousedown", (event) => {
    // The selection stays in the text while one reaches for a button.
    if (event.target.closest?.(".rich__tools")) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const rich = richOf(event);
    const mark = event.target.closest?.("[data-mark]")?.dataset.mark;
    const link = event.target.closest?.("[data-link]")?.dataset.link;
    if (mark) apply(rich, mark);
    if (link) endLink(rich, link === "set");
  });
  root.addEventListener("input", (event) => {
    if (event.target.classList?.contains("rich__text")) settle(richOf(event));
  });
  // What comes from elsewhere comes as plain words.
  for (const kind of ["paste", "drop"]) {
    root.addEventListener(kind, (event) => {
      if (!event.target.closest?.(".rich__text")) return;
      event.preventDefault();
      document.execCommand("insertText", false, (event.clipboardData ?? event.dataTransfer).getData("text/plain"));
    });
  }
  root.addEventListener("keydown", (event) => {
    const rich = richOf(event);
    if (!rich) return;
    if (event.target.closest(".rich__tools")) walk(event);
    else if (event.target.closest(".rich__link")) linkKeys(event, rich);
    else textKeys(event, rich);
  });
}

function textKeys(event, rich) {
  const key = `${event.shiftKey ? "shift+" : ""}${event.shiftKey && event.code.startsWith("Digit") ? event.code.slice(5) : event.key.toLowerCase()}`;
  const block = around("blockquote, pre");
  if ((event.ctrlKey || event.metaKey) && KEYS[key]) {
    event.preventDefault();
    apply(rich, KEYS[key]);
  } else if (event.key === "Enter" && block && !event.shiftKey) {
    event.preventDefault();
    if (onEmptyLine(block)) leaveBlock(block);
    else document.execCommand("insertLineBreak");
  }
}

// Buttons of a toolbar: one stop of the Tab key, then arrows.
function walk(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const buttons = [...event.target.closest(".rich__tools").querySelectorAll("button")];
  const next = buttons[(buttons.indexOf(event.target) + by + buttons.length) % buttons.length];
  for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
  next.focus();
}

function apply(rich, mark) {
  const text = textOf(rich);
  if (!text.contains(getSelection().anchorNode)) toEnd(text);
  text.focus();
  if (mark in COMMANDS) document.execCommand(COMMANDS[mark]);
  else if (mark === "code") code();
  else if (mark === "link") startLink(rich);
  else block(AROUND[mark]);
  settle(rich);
  show(rich);
  if (mark !== "link") text.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function toEnd(text) {
  const selection = getSelection();
  selection.selectAllChildren(text);
  selection.collapseToEnd();
}

function code() {
  const inside = around("code");
  if (inside) return unwrap(inside);
  const range = getSelection().getRangeAt(0);
  const made = document.createElement("code");
  made.append(range.collapsed ? "\u200b" : range.toString());
  range.deleteContents();
  range.insertNode(made);
  return range.collapsed && made.textContent === "\u200b" ? getSelection().collapse(made.firstChild, 1) : getSelection().selectAllChildren(made);
}

function unwrap(element) {
  const range = getSelection().getRangeAt(0);
  const { startContainer, startOffset } = range;
  element.replaceWith(...element.childNodes);
  if (startContainer.isConnected) getSelection().collapse(startContainer, startOffset);
}

// A quote or a code block around the line of the caret; used again, it is a line like any other.
function block(tag) {
  const inside = around(tag);
  if (!inside) return document.execCommand("formatBlock", false, tag);
  const line = document.createElement("div");
  line.append(...inside.childNodes);
  inside.replaceWith(line);
  return toEnd(line);
}

function onEmptyLine(element) {
  const range = document.createRange();
  range.setStart(element, 0);
  const { anchorNode, anchorOffset } = getSelection();
  range.setEnd(anchorNode, anchorOffset);
  const before = range.cloneContents();
  const last = [...before.childNodes].findLast((one) => one.nodeType !== Node.TEXT_NODE || one.data);
  return !last || last.tagName === "BR" || last.data?.endsWith("\n");
}

function leaveBlock(element) {
  while (element.lastChild?.tagName === "BR" || element.lastChild?.data === "") element.lastChild.remove();
  const line = document.createElement("div");
  line.append(document.createElement("br"));
  element.after(line);
  if (!element.textContent) element.remove();
  getSelection().collapse(line, 0);
}

const places = new WeakMap();

function startLink(rich) {
  const row = rich.querySelector(".rich__link");
  const at = around("a");
  const range = getSelection().getRangeAt(0).cloneRange();
  if (at) range.selectNodeContents(at);
  places.set(rich, range);
  row.hidden = false;
  row.querySelector("input").value = at?.getAttribute("href") ?? "";
  row.querySelector("input").focus();
}

function endLink(rich, isSet) {
  const row = rich.querySelector(".rich__link");
  const typed = row.querySelector("input").value.trim();
  const url = !typed || SCHEME.test(typed) ? typed : `https://${typed}`;
  const range = places.get(rich);
  row.hidden = true;
  textOf(rich).focus();
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  if (!isSet) return;
  if (!url) document.execCommand("unlink");
  else if (range.collapsed) insertLink(range, url);
  else document.execCommand("createLink", false, url);
  settle(rich);
}

function insertLink(range, url) {
  const link = document.createElement("a");
  link.setAttribute("href", url);
  link.append(url);
  range.insertNode(link);
  const after = document.createTextNode("\u200b");
  link.after(after);
  getSelection().collapse(after, 1);
}

function linkKeys(event, rich) {
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  endLink(rich, event.key === "Enter");
}

// Which buttons are on where the caret is.
function show(rich) {
  for (const button of rich.querySelectorAll("[data-mark]")) {
    const { mark } = button.dataset;
    const on = mark in COMMANDS ? document.queryCommandState(COMMANDS[mark]) : Boolean(around(AROUND[mark]));
    button.setAttribute("aria-pressed", String(on));
  }
}

document.addEventListener("selectionchange", () => {
  const rich = around(".rich__text")?.closest(".rich");
  if (rich) show(rich);
});
