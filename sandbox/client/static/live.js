// Hears what changes in the workspace, and says when it is gone.
import { panelParts } from "./developer.js";
import { soon } from "./refresh.js";

const PATIENCE = 1500;
const EVERYTHING = ["sidebar", "messages", "thread", "home", "modals", "clock", "shelf"];
const { base, channel } = document.body.dataset;
const at = (id) => document.getElementById(id);

const WHAT = {
  channel: (notice) => ["sidebar", ...(notice.channel === channel ? ["messages", "thread", "shelf"] : [])],
  modal: () => ["modals"],
  home: () => ["home"],
  people: () => ["sidebar", ...panelParts("people")],
  ledger: () => panelParts("ledger", "faults"),
  clock: () => ["clock", "messages", "home", ...panelParts("time")],
};

let stream;
let missed;

function lost() {
  missed ??= setTimeout(() => {
    at("lost").hidden = false;
  }, PATIENCE);
}

function found() {
  clearTimeout(missed);
  missed = undefined;
  at("lost").hidden = true;
}

function connect() {
  stream = new EventSource(`${base}/events`);
  stream.addEventListener("error", () => {
    lost();
    // A refused connection is tried again by the browser; one that was answered with an error is not.
    if (stream?.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || connect(), PATIENCE);
  });
  stream.addEventListener("message", (event) => {
    const notice = JSON.parse(event.data);
    if (notice.kind) return (WHAT[notice.kind]?.(notice) ?? []).forEach(soon);
    found();
    // What changed between the page being made, or the stream being lost, and now was told to nobody here.
    if (String(notice.changes) !== document.body.dataset.changes) EVERYTHING.forEach(soon);
    document.body.dataset.changes = "";
    return undefined;
  });
}

// A browser keeps six connections to one address for all tabs together: a tab that nobody sees gives its own back.
export function listen() {
  document.addEventListener("visibilitychange", () => {
    stream?.close();
    stream = undefined;
    if (!document.hidden) connect();
  });
  if (!document.hidden) connect();
}
