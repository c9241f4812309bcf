// Makes the form quicker, never the only way: hides what does not apply, judges before sending, adds rows.
// Whatever fails here, the plain form still works; and the server decides.
import { holds } from "./expression.js";
import { Faults } from "./faults.js";
import { readForm } from "./fields.js";
import { enhanceRows } from "./rows.js";
import { judgeFiles } from "./uploads.js";

const form = document.getElementById("don");
const rules = JSON.parse(document.getElementById("quy-tac").textContent);
export const faults = new Faults(form, rules.words);
const wrongFiles = new Map();
const all = (selector) => [...form.querySelectorAll(selector)];

// Made once: each making costs a slow phone tens of milliseconds.
const days = new Intl.DateTimeFormat("sv-SE", { timeZone: rules.zone });

// A device whose clock is behind must not refuse a date, so the page's own day is the least.
function today() {
  const here = days.format(new Date());
  return here > rules.today ? here : rules.today;
}

function units() {
  const options = [...(form.querySelector('select[name$=".unit"]')?.options ?? [])];
  return Object.fromEntries(options.filter((one) => /^[0-9]/.test(one.value)).map((one) => [one.value, one.label]));
}

export function typed() {
  const raw = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !name.startsWith("_")) (raw[name] ??= []).push(value);
  }
  return raw;
}

// Files held and chosen; of too many the newest stay, as the server does it.
function files() {
  return Object.fromEntries(all("input[type=file]").map((input) => {
    const held = input.parentElement.querySelectorAll(".file__have").length;
    return [input.name, Math.max(input.files.length, held ? 1 : 0)];
  }));
}

export function rows() {
  const found = {};
  for (const row of all("[data-row]")) (found[row.parentElement.dataset.q] ??= []).push(Number(row.dataset.row));
  return found;
}

const known = units();

export function read() {
  const given = files();
  const answers = readForm(rules.sections, typed(), { today: today(), units: known, files: given, rows: rows() });
  const papers = rules.papers.filter((paper) => !paper.when || holds(paper.when, answers.values));
  for (const { name } of papers) answers.asked.add(name);
  const missing = papers.filter(({ name, missing }) => missing && !given[name] && !wrongFiles.has(name));
  const wrong = [...wrongFiles].filter(([where]) => answers.asked.has(where));
  const office = rules.office && !form.elements._office.value ? [{ where: "_office", code: "required", message: rules.office }] : [];
  return {
    asked: answers.asked,
    values: answers.values,
    faults: [
      ...office,
      ...answers.faults.filter(({ where }) => !wrongFiles.has(where)),
      ...missing.map(({ name, missing }) => ({ where: name, code: "required", message: missing })),
      ...wrong.map(([where, message]) => ({ where, message })),
    ],
  };
}

function hideWhatDoesNotApply() {
  const { asked } = read();
  for (const element of all("[data-q]")) element.hidden = !asked.has(element.dataset.q);
  for (const also of all(".also")) also.hidden = [...also.querySelectorAll("[data-q]")].every((inner) => inner.hidden);
  for (const section of all("section:not([data-q])")) section.hidden = !section.querySelector("[data-q]:not([hidden]),ul");
  for (const link of document.querySelectorAll(".parts a")) {
    link.closest("li").hidden = document.getElementById(link.hash.slice(1))?.closest("section").hidden ?? false;
  }
}

// Judge one question when it is left; what is merely empty only if it was marked already.
function left(event) {
  const place = event.target.closest("[data-q],[data-at]");
  if (!place || place.contains(event.relatedTarget)) return;
  const name = place.dataset.q ?? place.dataset.at;
  const marked = [...faults.shown].some((where) => where === name || where.startsWith(`${name}.`));
  faults.show(read().faults.filter((fault) => marked || fault.code !== "required"), name);
}

async function chosen(input) {
  const wrong = await judgeFiles([...input.files], rules.files[input.name.replace(/\.\d+\./, ".*.")], rules.words);
  if (wrong) wrongFiles.set(input.name, wrong); else wrongFiles.delete(input.name);
  faults.show(wrong ? [{ where: input.name, message: wrong }] : [], input.name);
}

let refused = "";
let sending = false;

// A submit that somebody else held back did not go out: the next press counts.
export function ready() {
  sending = false;
}

// The second press on unchanged answers goes through: the script may be wrong, and the server judges anyway.
function send(event) {
  if (sending) return event.preventDefault();
  const now = JSON.stringify([typed(), files()]);
  const found = event.submitter?.value === "tiep" && now !== refused ? read().faults : [];
  if (!found.length) {
    sending = true;
    setTimeout(() => { sending = false; }, 20000);
    return;
  }
  event.preventDefault();
  refused = now;
  faults.show(found);
  faults.summarise(found);
}

enhanceRows(form, rules.words, hideWhatDoesNotApply);
hideWhatDoesNotApply();
form.addEventListener("input", hideWhatDoesNotApply);
form.addEventListener("change", (event) => {
  hideWhatDoesNotApply();
  if (event.target.type === "file") chosen(event.target);
});
form.addEventListener("focusout", left);
form.addEventListener("submit", send);
addEventListener("pageshow", () => { ready(); hideWhatDoesNotApply(); });
document.querySelector(".errsum")?.focus();
