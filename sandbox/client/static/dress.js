// What the server wrote down as data becomes what one sees: chosen people, files, formatted text, who may see a button.
import { dressCombo } from "./combos.js";
import { dressFiles } from "./fileinput.js";
import { dressRich } from "./richeditor.js";

export function dress(root) {
  root.querySelectorAll(".combo:not([data-chosen])").forEach(dressCombo);
  root.querySelectorAll(".files:not([data-files])").forEach(dressFiles);
  root.querySelectorAll(".rich:not([data-dressed])").forEach(dressRich);
  const me = document.body.dataset.base.split("/").at(-1);
  for (const button of root.querySelectorAll("[data-only-for]")) button.hidden = !button.dataset.onlyFor.split(" ").includes(me);
}
