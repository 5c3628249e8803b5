// One person's workspace in one tab: listens to what changes, and fetches again what is shown of it.
import { wireComposer } from "./composer.js";
import { dress } from "./combos.js";
import { wire } from "./elements.js";
import { refreshModals } from "./modals.js";
import { carryOver } from "./rerender.js";
import { act, fragment, localTimes, toast } from "./talk.js";
import { readState } from "./values.js";

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
  const fresh = document.createElement("template");
  fresh.innerHTML = await fragment(id);
  localTimes(fresh.content);
  const focus = merge(place, fresh.content);
  if (id === "messages" && low) place.scrollTop = place.scrollHeight;
  focus();
  if (id === "sidebar") marks();
}

// Takes over what is new. Inside each message or view, what a person has chosen, focus and caret stay.
function merge(place, fresh) {
  const parts = (root) => new Map([...root.querySelectorAll("[data-ts], [data-view]")].map((one) => [one.dataset.ts ?? one.dataset.view, one]));
  const open = new Set([...place.querySelectorAll("details[open][data-entry]")].map((one) => one.dataset.entry));
  for (const one of fresh.querySelectorAll("details[data-entry]")) one.open = open.has(one.dataset.entry);
  const before = parts(place);
  dress(fresh);
  const focus = [...parts(fresh)].map(([key, part]) => (before.has(key) ? carryOver(before.get(key), part) : () => {}));
  replace(place, fresh);
  return () => focus.forEach((take) => take());
}

// A message that has not changed stays as it is: a screen reader must not hear the whole conversation again.
function replace(place, fresh) {
  const old = new Map([...place.querySelectorAll(":scope > [data-ts]")].map((one) => [one.dataset.ts, one]));
  const nodes = [...fresh.childNodes].map((one) => {
    const was = one.dataset?.ts && old.get(one.dataset.ts);
    return was && was.dataset.print === one.dataset.print ? was : one;
  });
  const kept = new Set(nodes);
  for (const one of [...place.childNodes]) if (!kept.has(one)) one.remove();
  let at = place.firstChild;
  for (const one of nodes) {
    if (one === at) at = at.nextSibling;
    else place.insertBefore(one, at);
  }
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
  localTimes(fresh.content);
  merge(place.querySelector(".scroll"), fresh.content.querySelector(".scroll"))();
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
let stream;
function connect() {
  stream = new EventSource(`${base}/events`);
  stream.addEventListener("message", (event) => {
    const notice = JSON.parse(event.data);
    if (notice.kind) return (WHAT[notice.kind]?.(notice) ?? []).forEach(soon);
    if (connected) ["sidebar", "messages", "thread", "home", "modals"].forEach(soon);
    connected = true;
    return undefined;
  });
}

// A browser keeps six connections to one address for all tabs together: a tab that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => {
  stream?.close();
  stream = undefined;
  if (!document.hidden) connect();
});
if (!document.hidden) connect();

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

dress(document);
document.querySelectorAll(".composer").forEach(wireComposer);
localTimes(document);
marks();
if (at("messages")) at("messages").scrollTop = at("messages").scrollHeight;
refreshModals();
if (tab === "home") act("open_home", {}).then((outcome) => outcome.ok || toast(outcome.problem));

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
