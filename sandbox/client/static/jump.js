// To a message: the one in the address, the one whose thread is open, the first new one, or the last.
const messages = document.getElementById("messages");

export function arrive() {
  const news = messages?.querySelector("[data-key=news]");
  if (messages) messages.scrollTop = messages.scrollHeight;
  const answers = document.getElementById("answers");
  if (answers) answers.scrollTop = answers.scrollHeight;
  if (jump()) return;
  const { thread } = document.body.dataset;
  const first = thread ? messages?.querySelector(`[data-ts="${thread}"]`) : news;
  first?.scrollIntoView({ block: "center" });
  // Where there is no mouse, a keyboard would come up over what one wants to read.
  if (thread && matchMedia("(hover: hover)").matches) document.getElementById("reply").focus({ preventScroll: true });
}

function jump() {
  const ts = location.hash.slice(1);
  const found = /^\d+\.\d+$/.test(ts) ? [...document.querySelectorAll(`[data-ts="${ts}"]`)] : [];
  for (const message of found) {
    message.scrollIntoView({ block: "center" });
    message.classList.add("message--found");
  }
  found.at(-1)?.focus({ preventScroll: true });
  return found.length > 0;
}

// Links of Slack's form, wherever they point, name messages of this workspace.
export function followPermalinks() {
  addEventListener("hashchange", jump);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const [, place] = link?.href.match(/^https?:\/\/[^/]+(\/archives\/\w+\/p\d{16,}(?:\?.*)?)$/) ?? [];
    if (!place) return;
    event.preventDefault();
    const here = document.body.dataset.base + place;
    if (event.ctrlKey || event.metaKey) open(here, "_blank", "noopener");
    else location.assign(here);
  });
}

export const permalink = (message) => `${location.origin}/archives/${message.dataset.channel}/p${message.dataset.ts.replace(".", "")}`;
