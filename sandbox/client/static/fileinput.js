// Files for a form: chosen or dropped, uploaded at once, and listed with a way to take them out again.
import { clearError, showError } from "./errors.js";
import { elementOf, node, parse, twinOf } from "./values.js";

const LARGEST = 20 * 1024 * 1024;
const SAME = { jpeg: "jpg", htm: "html", text: "txt", markdown: "md" };
const plainly = (kind) => SAME[kind] ?? kind;
const kindOf = (name) => plainly(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
const entriesOf = (element) => parse(element.dataset.files) ?? [];
let last = 0;

export function wireFiles(root, { changed }) {
  const here = (element) => (element.isConnected ? element : twinOf(element, root));
  const put = (element, entries) => {
    element.dataset.files = JSON.stringify(entries);
    drawFiles(element);
  };
  const finish = (element, key, file, problem) => {
    const now = here(element);
    const entries = now ? entriesOf(now) : [];
    if (!entries.some((one) => one.key === key)) return undefined;
    put(now, file ? entries.map((one) => (one.key === key ? { ...one, file } : one)) : entries.filter((one) => one.key !== key));
    if (problem) return showError(now.closest(".block"), problem);
    if ("waited" in now.dataset) clearError(now);
    delete now.dataset.waited;
    return changed(now);
  };
  const take = (element, file) => {
    const problem = refusal(element, file);
    if (problem) return showError(element.closest(".block"), problem);
    const key = `f${++last}`;
    put(element, [...entriesOf(element), { key, name: file.name, size: file.size }]);
    const progress = (done) => here(element)?.querySelector(`[data-key="${key}"] progress`)?.setAttribute("value", done);
    return upload(file, progress).then((brought) => finish(element, key, brought.file, brought.problem));
  };
  const takeAll = (element, files) => {
    clearError(element);
    for (const file of files) take(element, file);
  };

  root.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.closest(".files")) return;
    takeAll(elementOf(event.target), [...event.target.files]);
    event.target.value = "";
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest(".files [data-remove]");
    if (!button) return;
    const element = elementOf(button);
    clearError(element);
    put(element, entriesOf(element).filter((one) => one.key !== button.dataset.remove));
    element.querySelector("input").focus();
    changed(element);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    root.addEventListener(kind, (event) => {
      const element = event.target.closest?.(".files");
      if (!element || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      element.classList.toggle("files--over", kind === "dragover");
      if (kind === "drop") takeAll(element, [...event.dataTransfer.files]);
    });
  }
  // A form is not sent without the files that are on their way.
  root.addEventListener("submit", (event) => {
    const late = [...root.querySelectorAll(".files")].find((one) => entriesOf(one).some((entry) => !entry.file));
    if (!late) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    late.dataset.waited = "";
    showError(late.closest(".block"), "Wait until the file is uploaded, then send it again.");
  }, true);
}

function refusal(element, file) {
  const types = (element.dataset.types ?? "").split(" ").filter(Boolean);
  const most = Number(element.dataset.most);
  if (types.length && !types.map(plainly).includes(kindOf(file.name))) return `${file.name} is of another kind. Choose ${types.join(", ")}.`;
  if (entriesOf(element).length >= most) return most === 1 ? "One file only. Remove the other one first." : `At most ${most} files. Remove one first.`;
  return file.size > LARGEST ? `${file.name} is too large: 20 MB at most.` : "";
}

function upload(file, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const gone = () => resolve({ problem: "The workspace did not answer. Is it still running?" });
    request.open("POST", `${document.body.dataset.base}/upload`);
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => progress(event.loaded / (event.total || 1)));
    request.addEventListener("error", gone);
    request.addEventListener("load", () => resolve(request.status === 200 ? { file: JSON.parse(request.responseText) } : { problem: `${file.name}: ${request.responseText}` }));
    request.send(file);
  });
}

export function dressFiles(element) {
  const held = parse(element.dataset.held) ?? [];
  delete element.dataset.held;
  element.dataset.files = JSON.stringify(held.map((file) => ({ key: file.id, name: file.name, size: file.size, file })));
  drawFiles(element);
}

export function drawFiles(element) {
  element.querySelector(".files__list").replaceChildren(...entriesOf(element).map(line));
}

function line({ key, name, size, file }) {
  const remove = node("button", { type: "button", className: "icon", textContent: "✕", ariaLabel: `Remove ${name}` });
  remove.dataset.remove = key;
  const made = node("li", {}, node("span", { className: "files__name", textContent: name }));
  made.append(file ? node("small", { textContent: inWords(size) }) : node("progress", { max: 1, value: 0, ariaLabel: `Uploading ${name}` }), remove);
  made.dataset.key = key;
  return made;
}

function inWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
