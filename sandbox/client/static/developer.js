// The developer panel: tabs, what is told in them, and what can be made to happen.
import { refreshed, soon } from "./refresh.js";
import { act, now, toast } from "./talk.js";

const LOOK_MS = 2000;
const TICK_MS = 5000;
const KEPT = "developer";
const panel = document.getElementById("developer");
const opener = document.getElementById("developer-open");
const tabs = [...panel.querySelectorAll("[role=tab]")];
const shown = () => (panel.hidden ? "" : tabs.find((tab) => tab.getAttribute("aria-selected") === "true").dataset.tab);

// Those of these parts that are to be seen now.
export const panelParts = (...names) => names.filter((name) => name === shown());

function select(name, focus = false) {
  for (const tab of tabs) {
    const is = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !is;
    if (is && focus) tab.focus();
  }
  if (name !== "rates") soon(name);
  sessionStorage.setItem(KEPT, name);
}

function open(is, name = "ledger") {
  panel.hidden = !is;
  opener.setAttribute("aria-expanded", String(is));
  if (is) select(name);
  else sessionStorage.removeItem(KEPT);
}

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
function walk(event) {
  const at = tabs.indexOf(event.target);
  const next = { Home: tabs[0], End: tabs.at(-1) }[event.key] ?? tabs[(at + STEPS[event.key] + tabs.length) % tabs.length];
  if (at < 0 || !next) return;
  event.preventDefault();
  select(next.dataset.tab, true);
}

// Does it, tells at the place where it was asked for what went wrong, and shows the tab anew.
async function attempt(what, body, near) {
  const outcome = await act(what, body);
  const problem = near?.closest("form, .panel")?.querySelector(".problem");
  if (problem) {
    problem.textContent = outcome.problem;
    problem.hidden = outcome.ok;
  } else if (!outcome.ok) toast(outcome.problem);
  if (shown() && shown() !== "rates") soon(shown());
}

const onClick = {
  tab: (tab) => select(tab.dataset.tab),
  heal: (button) => attempt("heal", { id: button.dataset.heal }, button),
  clock: (button) => attempt("clock", JSON.parse(button.dataset.clock), button),
  do: (button) => attempt(button.dataset.do, JSON.parse(button.dataset.body ?? "{}"), button),
};

export function wireDeveloper() {
  opener.addEventListener("click", () => open(panel.hidden));
  document.getElementById("developer-close").addEventListener("click", () => {
    open(false);
    opener.focus();
  });
  panel.querySelector("[role=tablist]").addEventListener("keydown", walk);
  document.addEventListener("click", (event) => {
    for (const [name, does] of Object.entries(onClick)) {
      const button = event.target.closest(`button[data-${name}]`);
      if (button) does(button);
    }
  });
  for (const [id, what] of [["fault-form", "fault"], ["clock-form", "clock"]]) {
    document.getElementById(id).addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(what, Object.fromEntries(new FormData(event.target)), event.target);
    });
  }
  document.getElementById("rates").addEventListener("change", (event) => attempt("rates", { enabled: event.target.checked }, null));
  document.getElementById("forget").addEventListener("click", () => attempt("forget", {}, null));
  const filter = panel.querySelector(".filter");
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.addEventListener("input", () => soon("ledger"));
  // Sockets come and go without a word.
  setInterval(() => !document.hidden && panelParts("app").forEach(soon), LOOK_MS);
  tellTime();
  const kept = sessionStorage.getItem(KEPT);
  if (kept && matchMedia("(min-width: 1101px)").matches) open(true, kept);
}

function tellTime() {
  const parts = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: document.body.dataset.tz, ...parts });
  const tick = () => document.querySelectorAll("[data-now]").forEach((place) => {
    place.textContent = format.format(now());
  });
  setInterval(tick, TICK_MS);
  refreshed((name) => {
    if (name !== "clock") return;
    document.body.dataset.offset = document.querySelector("[data-offset].banner").dataset.offset;
    tick();
  });
}
