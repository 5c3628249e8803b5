// One person's workspace in one tab: listens to what changes, and fetches again what is shown of it.
import { wireComposer } from "./composer.js";
import { readState, wire } from "./elements.js";
import { refreshModals } from "./modals.js";
import { act, fragment, localTimes, toast } from "./talk.js";

const { base, channel, tab } = document.body.dataset;
const at = (id) => document.getElementById(id);
const seenKey = `seen:${base}`;
const seen = JSON.parse(sessionStorage.getItem(seenKey) ?? "null") ?? firstVisit();

function firstVisit() {
  const all = {};
  for (const link of document.querySelectorAll(".sidebar [data-channel]")) all[link.dataset.channel] = link.dataset.latest;
  return all;
}

function marks() {
  for (const link of document.querySelectorAll(".sidebar [data-channel]")) {
    const id = link.dataset.channel;
    if (id && id === channel && tab !== "home") seen[id] = link.dataset.latest;
    const unread = Boolean(link.dataset.latest) && link.dataset.latest > (seen[id] ?? "");
    link.querySelector(".unread").hidden = !unread;
    if (unread && link.dataset.messages) link.href = link.dataset.messages;
  }
  sessionStorage.setItem(seenKey, JSON.stringify(seen));
}

async function show(id) {
  const place = at(id);
  if (!place) return;
  const low = place.scrollHeight - place.scrollTop - place.clientHeight < 80;
  const focused = place.contains(document.activeElement) && document.activeElement.closest("[data-action-id]");
  const action = focused && [focused.closest("[data-block-id]").dataset.blockId, focused.dataset.actionId];
  place.innerHTML = await fragment(id);
  localTimes(place);
  if (id === "messages" && low) place.scrollTop = place.scrollHeight;
  if (action) place.querySelector(`[data-block-id="${CSS.escape(action[0])}"] [data-action-id="${CSS.escape(action[1])}"]`)?.focus();
  if (id === "sidebar") marks();
}

const pending = new Set();
function soon(what) {
  if (pending.has(what)) return;
  pending.add(what);
  setTimeout(async () => {
    pending.delete(what);
    try {
      await (what === "modals" ? refreshModals() : what === "thread" ? showThread() : show(what));
    } catch {
      // The workspace is stopping or restarting; the stream connects again and everything is fetched anew.
    }
  }, 20);
}

async function showThread() {
  const place = at("thread");
  if (!place) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await fragment("thread");
  place.querySelector(".scroll").replaceWith(fresh.content.querySelector(".scroll"));
  localTimes(place);
}

const WHAT = {
  channel: (notice) => ["sidebar", ...(notice.channel === channel ? ["messages", "thread"] : [])],
  modal: () => ["modals"],
  home: () => ["home"],
  people: () => ["sidebar"],
  ledger: () => (at("developer").hidden ? [] : ["ledger"]),
  clock: () => ["messages", "home"],
};

let connected = false;
const stream = new EventSource(`${base}/events`);
stream.addEventListener("message", (event) => {
  const notice = JSON.parse(event.data);
  if (!notice.kind) {
    if (connected) ["sidebar", "messages", "home", "modals"].forEach(soon);
    connected = true;
    return;
  }
  (WHAT[notice.kind]?.(notice) ?? []).forEach(soon);
});

for (const root of [at("messages"), at("home"), at("thread")].filter(Boolean)) {
  const place = (element) => {
    const message = element.closest("[data-ts]");
    if (message) return { channel: message.dataset.channel, ts: message.dataset.ts };
    return { view: element.closest("[data-view]").dataset.view };
  };
  wire(root, {
    tell: async ({ element, block, action, value }) => {
      element.setAttribute("aria-busy", "true");
      const outcome = await act("click", { ...place(element), block, action, value, state: readState(element.closest("[data-ts], [data-view]")) });
      element.removeAttribute("aria-busy");
      if (!outcome.ok && outcome.problem) toast(outcome.problem);
    },
    options: (element, block, action, query) => act("options", { ...place(element), block, action, query }),
  });
}

document.querySelectorAll(".composer").forEach(wireComposer);
localTimes(document);
marks();
if (at("messages")) at("messages").scrollTop = at("messages").scrollHeight;
refreshModals();
if (tab === "home") act("open_home", {}).then((outcome) => outcome.ok || toast(outcome.problem));

at("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
});
at("back").addEventListener("click", () => {
  document.body.classList.add("show-sidebar");
  at("sidebar").querySelector("a")?.focus();
});
at("sidebar").addEventListener("click", (event) => {
  if (event.target.closest("[aria-current]")) {
    event.preventDefault();
    document.body.classList.remove("show-sidebar");
  }
});

function developer(open) {
  at("developer").hidden = !open;
  at("developer-open").setAttribute("aria-expanded", String(open));
  if (open) soon("ledger");
}
at("developer-open").addEventListener("click", () => developer(at("developer").hidden));
at("developer-close").addEventListener("click", () => {
  developer(false);
  at("developer-open").focus();
});
