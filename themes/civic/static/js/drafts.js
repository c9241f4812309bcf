// A form that keeps itself on this device while it is filled in, and is sent, once, when there is signal.
// Only the link of this page opens it again. Without this script the form works as it always did.
import { faults, read, ready, rows, typed } from "./form.js";
import { filesIn, hidden, partName, putBack } from "./drafts_fill.js";
import { Owner } from "./drafts_owner.js";
import { moment, Panel } from "./drafts_panel.js";
import { deliver } from "./drafts_send.js";
import { linkOf, load, loadFile, newLink, store, storeFile, wipe } from "./drafts_vault.js";

const PAUSE = 400;
const RETRY = [5, 15, 30, 60, 120, 300];
const PROBE = 15000;
const form = document.getElementById("don");
const slug = form.dataset.slug;
const panel = new Panel(form, { send, again: sendNow, edit, reload: () => location.reload(), copy, wipe: forget, take: takeOver });

let link = null;
let owner = null;
let held = { state: "open", saved: 0, content: {} };
let known = [];
let notes = [];
let timer = 0;
let tries = 0;
let restoring = false;
let passing = false;
let unanswered = false;
let saving = Promise.resolve();

const content = () => held.content;
const { lang } = document.documentElement;
const address = () => `${location.origin}${lang === "vi" ? "" : `/${lang}`}/thu-tuc/${slug}/nop/${link.hash}`;
const plainAddress = () => location.pathname + location.search;

function show() {
  if (!link) return;
  if (!owner.release) { elsewhere(); return; }
  const [lines, able, lead] = SHOWN[held.state]();
  panel.show(lines, able, ["open", "waiting"].includes(held.state) ? address() : "");
  if (lead) panel.lead(...lead);
  form.inert = held.state !== "open";
}

const SHOWN = {
  open: () => {
    const lost = (content().lost ?? []).map((name) => ["lost", { name }]);
    const tokened = content().token ? [["tokened"]] : [];
    const send = !content().token && (unanswered || !navigator.onLine) ? ["send"] : [];
    const reload = notes.some(([name]) => name === "old_page") ? ["reload"] : [];
    return [[...notes, unsent(), ...lost, ...tokened], [...send, ...reload, "copy", "wipe"]];
  },
  waiting: () => {
    const { why, at } = navigator.onLine ? content().trouble ?? { why: "sending", at: 0 } : { why: "waiting", at: 0 };
    const unsure = content().attempted ? [["unsure"]] : [];
    return [[unsent(), [why, { at: moment(at) }], ...unsure], ["again", ...(unsure.length ? [] : ["edit"]), "copy", "wipe"]];
  },
  sent: () => [[["sent", content().sent]], ["wipe"], ["receipt", content().sent.href]],
  handed: () => [[["handed"]], ["wipe"], ["go_on", content().handed.href]],
};

const unsent = () => ["unsent", { at: moment(held.saved) }];

// Everything written so far, kept; one writing after another.
function save() {
  clearTimeout(timer);
  timer = 0;
  saving = saving.then(write).catch(() => { panel.show([["unkept"]], []); });
  return saving;
}

async function write() {
  if (held.state !== "open" || (owner && !owner.release)) return;
  if (!link) await begin();
  const { kept, lost } = await keepFiles();
  const raw = typed();
  const token = form.elements._token?.value || content().token;
  const now = {
    slug, lang, title: document.querySelector("h1").textContent, version: form.elements._version.value, raw,
    rows: rows(), office: form.elements._office?.value ?? "", files: kept, lost, ...(token && { token }),
  };
  held = { state: "open", content: now, saved: await store(link, "open", now) };
  show();
}

async function begin() {
  const fresh = await newLink();
  owner = new Owner(fresh.id, yielded);
  await owner.take();
  link = fresh;
  history.replaceState(history.state, "", plainAddress() + link.hash);
}

// Files chosen anew are sealed, those that stayed are left. A device that is full costs the file, never the texts.
async function keepFiles() {
  const kept = [];
  const lost = [];
  const now = [];
  for (const { input, file } of filesIn(form)) {
    const before = known.find((one) => one.file === file || same(one, input, file));
    try {
      const n = before?.n ?? await storeFile(link, file);
      now.push({ input, file, n });
      kept.push({ n, input, filename: file.name, type: file.type });
    } catch {
      lost.push(file.name);
    }
  }
  known = now;
  return { kept, lost };
}

const same = (one, input, file) => one.input === input && one.file.name === file.name
  && one.file.size === file.size && one.file.lastModified === file.lastModified;

function touched() {
  if (restoring || held.state !== "open") return;
  notes = [];
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

// The draft of the address; what cannot be opened is said, and never written over.
async function open() {
  const asked = await linkOf(location.hash);
  if (!asked) return;
  let found;
  try { found = await load(asked); } catch { return refuse("locked"); }
  if (!found) return refuse("gone");
  owner = new Owner(asked.id, yielded);
  link = asked;
  if (!(await owner.take())) return elsewhere();
  await put(found);
}

function refuse(word) {
  history.replaceState(history.state, "", plainAddress());
  panel.show([[word]], []);
  panel.focus();
}

async function put(found) {
  held = found;
  if (["sent", "handed"].includes(held.state)) form.reset();
  else await restore();
  show();
  if (held.state === "waiting") sendNow();
}

async function restore() {
  const { files, version, stale, faults: wrong, refused } = content();
  const loaded = await Promise.all(files.map(async (one) => ({ ...one, file: await loadFile(link, one) })));
  known = loaded.filter((one) => one.file);
  restoring = true;
  putBack(form, content(), known);
  restoring = false;
  for (const one of known) one.file = [...form.elements[one.input]?.files ?? []].find((file) => same(one, one.input, file)) ?? one.file;
  notes = [["back"]];
  if (refused) notes.push(["refused", { why: refused }]);
  if (version !== form.elements._version.value) notes.push(["stale"]);
  else if (stale) notes.push(["old_page"]);
  if (wrong) tell(wrong);
}

function tell(wrong) {
  faults.show(wrong);
  faults.summarise(wrong);
}

async function yielded() {
  await save();
  elsewhere();
}

function elsewhere() {
  form.inert = true;
  panel.show([["elsewhere"]], ["take"]);
}

async function takeOver() {
  if (!(await owner.take(true))) return;
  const found = await load(link).catch(() => null);
  if (found) await put(found); else refuse("gone");
}

// Judged as the page's own button judges; then nothing of it changes any more until the outcome is known.
async function send() {
  await save();
  const now = read();
  if (now.faults.length) return tell(now.faults);
  const parts = content().files.map((one) => ({ ...one, part: partName(one.input, content().raw) })).filter((one) => one.part);
  const json = JSON.stringify({ version: content().version, office: content().office, answers: now.values });
  const next = { ...content(), parcel: { json, files: parts }, lent: panel.lend.checked };
  delete next.faults; delete next.stale; delete next.refused;
  const saved = await store(link, "waiting", next, { keep: next.lent ? link.key : null });
  held = { state: "waiting", content: next, saved };
  show();
  panel.focus();
  navigator.storage?.persist?.();
  navigator.serviceWorker?.getRegistration().then((found) => found?.sync?.register("motcua.send")).catch(() => {});
  await sendNow();
  if (held.state === "sent") location.assign(content().sent.href);
}

async function sendNow() {
  clearTimeout(timer);
  if (held.state !== "waiting" || !owner.release) return;
  if (!navigator.onLine) return show();
  const found = await deliver(link).catch(() => held);
  if (!found) return refuse("gone");
  held = found;
  unanswered = held.state === "waiting";
  if (unanswered) timer = setTimeout(sendNow, 1000 * RETRY[Math.min(tries++, RETRY.length - 1)]);
  else await put(held);
  show();
}

async function edit() {
  await navigator.locks.request(`motcua.send.${link.id}`, async () => {
    const found = await load(link);
    if (found?.state !== "waiting" || found.content.attempted) { held = found ?? held; return; }
    const { parcel, trouble, ...rest } = found.content;
    held = { state: "open", content: rest, saved: await store(link, "open", rest) };
  });
  show();
}

async function copy() {
  await navigator.clipboard.writeText(address()).then(() => { notes = [["copied"]]; }, () => {});
  show();
}

async function forget() {
  if (!panel.ask(content().attempted ? "wipe_unsure" : "wipe")) return;
  clearTimeout(timer);
  await saving;
  await wipe(link.id);
  owner.close();
  form.reset();
  Object.assign(form, { inert: false });
  [link, owner, known, held] = [null, null, [], { state: "open", saved: 0, content: {} }];
  form.dispatchEvent(new Event("change", { bubbles: true }));
  clearTimeout(timer);
  history.replaceState(history.state, "", plainAddress());
  panel.show([["wiped"]], []);
}

const answers = () => fetch("/suc-khoe", { cache: "no-store", signal: AbortSignal.timeout(PROBE) })
  .then((answer) => answer.status < 500 ? "" : "down", () => "network");

// What is posted into nothing ends in the browser's own error page: so keep first, then ask who is there.
// Comes after the form's own judgement, and lets the second submit past it.
async function submitted(event) {
  if (event.target !== form || event.defaultPrevented || passing) return;
  event.preventDefault();
  await save();
  const trouble = navigator.onLine ? await answers() : "network";
  unanswered = Boolean(trouble);
  ready();
  if (trouble && link) {
    notes = [[trouble, { at: moment(Date.now()) }]];
    show();
    return panel.focus();
  }
  if (link) sessionStorage.setItem("motcua.handed", link.hash);
  if (content().token) hidden(form, "_token", content().token);
  passing = true;
  form.requestSubmit(event.submitter);
  passing = false;
}

form.addEventListener("input", touched);
form.addEventListener("change", touched);
form.addEventListener("click", ({ target }) => { if (target.closest(".row__out")) touched(); });
document.addEventListener("submit", (event) => { if (passing) event.stopPropagation(); }, { capture: true });
document.addEventListener("submit", submitted);
addEventListener("hashchange", () => { if (link) history.replaceState(history.state, "", plainAddress() + link.hash); });
addEventListener("online", () => { unanswered = false; show(); sendNow(); });
addEventListener("offline", show);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") sendNow();
  else if (timer && held.state === "open") save();
});
navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data === "motcua.send") sendNow(); });
addEventListener("pageshow", async ({ persisted }) => {
  if (!persisted || !link) return;
  const found = await load(link).catch(() => null);
  if (found) await put(found); else refuse("gone");
});
await open();
