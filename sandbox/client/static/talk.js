// How the page talks to the workspace, and what it tells the person.
const { base } = document.body.dataset;

export async function act(what, body) {
  try {
    const answer = await fetch(`${base}/do/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return await answer.json();
  } catch {
    return { ok: false, errors: {}, problem: "The workspace did not answer. Is it still running?" };
  }
}

export function toast(text) {
  const shown = document.createElement("p");
  shown.textContent = text;
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 8000);
}

// A form for this part of the page says what is wanted of it.
export async function fragment(name) {
  const { channel, thread, since, most } = document.body.dataset;
  const form = document.querySelector(`form[data-for="${name}"]`);
  const filter = form ? Object.fromEntries(new FormData(form)) : {};
  const wanted = Object.entries({ channel, thread, since, most, ...filter }).filter(([, value]) => value);
  const answer = await fetch(`${base}/fragment/${name}?${new URLSearchParams(wanted)}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return await answer.text();
}

// The workspace's clock can be moved: its own today is what counts.
export const now = () => new Date(Date.now() + 1000 * Number(document.body.dataset.offset ?? 0));

export function localTimes(root) {
  const zone = document.body.dataset.tz;
  for (const time of root.querySelectorAll("time[data-format]")) {
    const at = new Date(time.dateTime);
    const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(at);
    const clock = format({ hour: "2-digit", minute: "2-digit" });
    const long = format({ day: "numeric", month: "long", year: "numeric" });
    const short = format({ day: "numeric", month: "short", year: "numeric" });
    const pretty = nearby(at, zone);
    time.textContent = time.dataset.format
      .replaceAll("{date_short_pretty}", pretty ?? short)
      .replaceAll("{date_pretty}", pretty ?? long)
      .replaceAll("{date_long_pretty}", pretty ?? long)
      .replaceAll("{date_short}", short)
      .replaceAll("{date_long}", format({ dateStyle: "full" }))
      .replaceAll("{date_long_full}", format({ dateStyle: "full" }))
      .replaceAll("{date_num}", new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at))
      .replaceAll("{date_slash}", format({ dateStyle: "short" }))
      .replaceAll("{day_divider_pretty}", pretty ?? long)
      .replaceAll("{ago}", ago(at))
      .replaceAll("{date}", long)
      .replaceAll("{time_secs}", format({ timeStyle: "medium" }))
      .replaceAll("{time}", clock);
    time.title = `${long}, ${clock} (${zone})`;
  }
}

const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
function ago(at) {
  const away = (at - now()) / 1000;
  const [unit, seconds] = STEPS.find(([, length]) => Math.abs(away) >= length) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(away / seconds), unit);
}

function nearby(at, zone) {
  const day = (date) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(date);
  const away = Math.round((Date.parse(day(at)) - Date.parse(day(now()))) / 86400000);
  return { 0: "today", "-1": "yesterday", 1: "tomorrow" }[away];
}
