// Formatted text: between what stands in the editor and Slack's rich_text.
const MARKS = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code" };
const TAGS = { bold: "b", italic: "i", strike: "s", code: "code" };
const BLOCKS = { BLOCKQUOTE: "rich_text_quote", PRE: "rich_text_preformatted" };
const LISTS = { UL: "bullet", OL: "ordered" };

// What was written as Slack sends it; null where there is nothing.
export function readRich(editor) {
  const parts = [];
  readBlocks(editor, parts);
  const elements = parts.map(trimmed).filter((part) => part.type === "rich_text_list" || part.elements.length);
  return elements.some(hasWords) ? { type: "rich_text", elements } : null;
}

function readBlocks(parent, parts) {
  let section = null;
  for (const child of parent.childNodes) {
    if (child.tagName in LISTS || child.tagName in BLOCKS || holdsBlocks(child)) {
      section = null;
      if (child.tagName in LISTS) readList(child, parts, 0);
      else if (child.tagName in BLOCKS) readBlock(child, parts);
      else readBlocks(child, parts);
      continue;
    }
    if (!section) {
      section = { type: "rich_text_section", elements: [] };
      parts.push(section);
      flow([child], section.elements);
    } else flow([child], section.elements, child.previousSibling);
  }
}

const holdsBlocks = (node) => isLine(node) && Boolean(node.querySelector("ul, ol, blockquote, pre"));
const isLine = (node) => node?.tagName === "DIV" || node?.tagName === "P";

// Lines that were split by Enter belong together.
function readBlock(node, parts) {
  const elements = flow([...node.childNodes], []);
  const before = parts.at(-1);
  if (before?.type === BLOCKS[node.tagName]) before.elements = joined(before.elements, elements);
  else if (node.tagName === "PRE") parts.push({ type: BLOCKS.PRE, elements, border: 0 });
  else parts.push({ type: BLOCKS[node.tagName], elements });
}

function joined(first, second) {
  const all = [...first];
  addText(all, "\n", {});
  for (const one of second) if (one.type === "text") addText(all, one.text, one.style ?? {});
  else all.push(one);
  return all;
}

function readList(list, parts, indent) {
  const depth = Number(list.dataset.indent ?? indent);
  let open = null;
  for (const child of list.children) {
    if (child.tagName in LISTS) readList(child, parts, depth + 1);
    if (child.tagName !== "LI") {
      open = null;
      continue;
    }
    if (!open) parts.push((open = { type: "rich_text_list", elements: [], style: LISTS[list.tagName], indent: depth, border: 0 }));
    const nested = [...child.children].filter((one) => one.tagName in LISTS);
    open.elements.push(trimmed({ type: "rich_text_section", elements: flow([...child.childNodes].filter((one) => !nested.includes(one)), []) }));
    for (const one of nested) readList(one, parts, depth + 1);
    if (nested.length) open = null;
  }
}

// Text and what stands in it; a new line begins with each DIV, and after it.
function flow(nodes, out, before = null, style = {}, url = "") {
  let previous = before;
  for (const node of nodes) {
    if (previous && (isLine(node) || isLine(previous))) addText(out, "\n", {});
    previous = node;
    if (node.nodeType === Node.TEXT_NODE) addPiece(out, node.data.replaceAll("\u200b", "").replaceAll("\u00a0", " "), style, url);
    else if (node.tagName === "BR") {
      if (node.nextSibling || !isLine(node.parentNode)) addText(out, "\n", style);
    } else if (node.dataset?.piece) out.push(JSON.parse(node.dataset.piece));
    else if (node.childNodes) {
      // A block of code has no styles.
      const mark = node.closest("pre") ? undefined : MARKS[node.tagName];
      flow([...node.childNodes], out, null, mark ? { ...style, [mark]: true } : style, node.tagName === "A" ? node.getAttribute("href") : url);
    }
  }
  return out;
}

function addPiece(out, text, style, url) {
  if (!url) return addText(out, text, style);
  if (!text) return undefined;
  const link = { type: "link", url, ...(text === url ? {} : { text }), ...styled(style) };
  return out.push(link);
}

const styled = (style) => (Object.keys(style).length ? { style } : {});

function addText(out, text, style) {
  const before = out.at(-1);
  if (!text) return;
  if (before?.type === "text" && JSON.stringify(before.style ?? {}) === JSON.stringify(style)) before.text += text;
  else out.push({ type: "text", text, ...styled(style) });
}

function trimmed(part) {
  const last = part.elements.at(-1);
  if (last?.type !== "text") return part;
  last.text = last.text.replace(/\n+$/, "");
  if (!last.text) part.elements.pop();
  return last.text ? part : trimmed(part);
}

const hasWords = (one) => (one.elements ? one.elements.some(hasWords) : one.type !== "text" || Boolean(one.text.trim()));

const make = (tag, ...children) => {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
};

// The same the other way round. What is neither text nor link was made by the server.
export function writeRich(editor, value, pieces) {
  editor.replaceChildren(...value.elements.map((part) => written(part, pieces)));
}

function written(part, pieces) {
  const inline = (elements) => elements.flatMap((one) => writtenPiece(one, pieces));
  if (part.type === "rich_text_list") {
    const list = make(part.style === "ordered" ? "ol" : "ul", ...part.elements.map((item) => make("li", ...inline(item.elements))));
    if (part.indent) list.dataset.indent = part.indent;
    return list;
  }
  const tag = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[part.type] ?? "div";
  return make(tag, ...inline(part.elements));
}

function writtenPiece(one, pieces) {
  if (one.type !== "text" && one.type !== "link") return [fixed(one, pieces)];
  const lines = (one.text ?? one.url).split("\n").flatMap((line, index) => (index ? [make("br"), line] : [line]));
  let made = lines;
  for (const [style, tag] of Object.entries(TAGS)) if (one.style?.[style]) made = [make(tag, ...made)];
  if (one.type === "text") return made;
  const link = make("a", ...made);
  link.setAttribute("href", one.url);
  return [link];
}

function fixed(one, pieces) {
  const made = make("span", pieces(one));
  made.contentEditable = "false";
  made.dataset.piece = JSON.stringify(one);
  return made;
}
