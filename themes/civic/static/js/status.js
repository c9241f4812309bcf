// The status page: fetches the last report, and shows of it what is young enough to say anything of now.
const STALE_MS = 30 * 60 * 1000;
const EVERY_MS = 60 * 1000;

const section = document.getElementById("tinh-trang");
const told = document.getElementById("thu-luc");

async function report() {
  try {
    const answer = await fetch(section.dataset.report, { cache: "no-store" });
    const { at, parts } = answer.ok ? await answer.json() : {};
    return { at: at ? new Date(at) : null, parts: parts ?? {} };
  } catch {
    return { at: null, parts: {} };
  }
}

// A clock that is wrong on this device must not make an old report young: the future counts as stale too.
const fresh = (at) => Boolean(at) && Math.abs(Date.now() - at.getTime()) <= STALE_MS;

function show({ at, parts }) {
  const young = fresh(at);
  const when = at?.toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const words = at ? told.dataset[young ? "fresh" : "stale"].replace("{at}", when) : told.dataset.none;
  if (told.textContent !== words) told.textContent = words;
  for (const row of section.querySelectorAll("[data-part]")) {
    const state = young && ["works", "fails"].includes(parts[row.dataset.part]) ? parts[row.dataset.part] : "unknown";
    const shown = row.querySelector(".status__state");
    row.dataset.state = state;
    if (shown.textContent !== section.dataset[state]) shown.textContent = section.dataset[state];
    row.querySelector(".status__help").hidden = state !== "fails";
  }
}

// It is for those whom this script does not serve.
document.getElementById("ban-ghi").hidden = true;

const look = async () => show(await report());
look();
setInterval(look, EVERY_MS);
