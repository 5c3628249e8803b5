// Files for a message: chosen, dropped or pasted; they are brought at once, and shared when the message is sent.
import { node } from "./values.js";

const LARGEST = 20 * 1024 * 1024;

export async function bring(file) {
  if (file.size > LARGEST) return { problem: `${file.name} is too large: 20 MB at most.` };
  try {
    const headers = { "x-file-name": encodeURIComponent(file.name), "content-type": file.type || "application/octet-stream" };
    const answer = await fetch(`${document.body.dataset.base}/upload`, { method: "POST", headers, body: file });
    if (!answer.ok) return { problem: `${file.name}: ${await answer.text()}` };
    return await answer.json();
  } catch {
    return { problem: "The workspace did not answer. Is it still running?" };
  }
}

export function wireAttach(form, say) {
  const pick = form.querySelector(".composer__pick");
  const list = form.querySelector(".composer__files");
  const place = form.closest(".main, .side");

  const drop = (item) => {
    item.remove();
    list.hidden = !list.children.length;
    form.querySelector("textarea").focus();
  };
  const add = async (file) => {
    const remove = node("button", { type: "button", className: "icon", textContent: "✕", ariaLabel: `Remove ${file.name}` });
    const item = node("li", {}, node("span", { textContent: file.name }), remove);
    remove.addEventListener("click", () => drop(item));
    item.setAttribute("aria-busy", "true");
    list.append(item);
    list.hidden = false;
    const brought = await bring(file);
    item.removeAttribute("aria-busy");
    if (brought.problem) {
      drop(item);
      say(brought.problem);
    } else item.dataset.file = brought.id;
  };
  const addAll = (files) => [...files].forEach(add);

  form.querySelector("[data-attach]").addEventListener("click", () => pick.click());
  pick.addEventListener("change", () => {
    addAll(pick.files);
    pick.value = "";
  });
  form.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    addAll(event.clipboardData.files);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    place.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("composer--drop", kind === "dragover");
      if (kind === "drop") addAll(event.dataTransfer.files);
    });
  }
  return {
    ids: () => [...list.querySelectorAll("[data-file]")].map((item) => item.dataset.file),
    clear: () => {
      list.replaceChildren();
      list.hidden = true;
    },
  };
}
