// One person's workspace in one tab: what is on the page is made to work here.
import { dress } from "./dress.js";
import { shortcutMenu, wireComposer } from "./composer.js";
import { wireDeveloper } from "./developer.js";
import { wireDialogs } from "./dialogs.js";
import { wire } from "./elements.js";
import { arrive, followPermalinks } from "./jump.js";
import { listen } from "./live.js";
import { wireMenus } from "./menu.js";
import { complain, messageMenu, reactionMenu, walk, wireReactions } from "./messages.js";
import { follow } from "./reading.js";
import { soon } from "./refresh.js";
import "./folds.js";
import "./tables.js";
import { act, localTimes, toast } from "./talk.js";
import { readState } from "./values.js";

const { tab, most } = document.body.dataset;
const at = (id) => document.getElementById(id);

for (const root of [at("messages"), at("home"), at("answers")].filter(Boolean)) {
  const holder = (element) => element.closest("[data-ts], [data-view]");
  const place = (element) => {
    const { channel, ts, view } = holder(element).dataset;
    return ts ? { channel, ts } : { view };
  };
  wire(root, {
    tell: async ({ element, block, action, value }) => {
      if (element.dataset.elementType === "button" && element.getAttribute("aria-busy") === "true") return;
      element.setAttribute("aria-busy", "true");
      const outcome = await act("click", { ...place(element), block, action, value, state: readState(holder(element)) });
      element.removeAttribute("aria-busy");
      if (!outcome.ok) complain(element.isConnected ? element.closest(".block") : root.lastElementChild, outcome.problem);
    },
    options: (element, block, action, query) => act("options", { ...place(element), block, action, query }),
  });
  walk(root);
}

dress(document);
localTimes(document);
document.querySelectorAll(".composer").forEach(wireComposer);
wireMenus({ message: messageMenu, react: reactionMenu, shortcuts: shortcutMenu });
wireReactions();
wireDialogs();
wireDeveloper();
followPermalinks();
arrive();
follow();
listen();
soon("modals");
if (tab === "home") act("open_home", {}).then((outcome) => outcome.ok || toast(outcome.problem));

at("messages")?.addEventListener("click", (event) => {
  if (!event.target.closest("#earlier")) return;
  document.body.dataset.most = String(2 * Number(document.body.dataset.most ?? most));
  soon("messages");
});

function sidebar(open) {
  document.body.classList.toggle("show-sidebar", open);
  (open ? at("sidebar").querySelector("a") : at("back")).focus();
}
at("back").addEventListener("click", () => sidebar(true));
at("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && sidebar(false));
at("sidebar").addEventListener("click", (event) => {
  const here = event.target.closest("[aria-current]");
  const isSame = here?.pathname === location.pathname;
  if (isSame && document.body.classList.contains("show-sidebar")) event.preventDefault();
  if (isSame || event.target.closest("[data-close-sidebar]")) sidebar(false);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && at("thread-close") && at("thread").contains(document.activeElement)) at("thread-close").click();
});
