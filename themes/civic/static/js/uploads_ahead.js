// Files leave as soon as they are chosen, while the person goes on with the form, and say how far they are.
// A file that does not get through goes with the form, as without this script; what was typed is never at stake.
import { judgeFiles } from "./uploads.js";
import { sendAhead } from "./uploads_send.js";

const FIELD = "_tep.";
const FRESH = 19 * 3600 * 1000;
const form = document.querySelector("form[data-ahead]");
const rules = JSON.parse(document.getElementById("quy-tac")?.textContent ?? "{}");
const sent = new Map();
let waiting = null;

const inputs = () => [...form.querySelectorAll("input[type=file]")];
const going = () => [...sent.values()].filter((one) => one.state === "going");
const there = (file) => sent.get(file)?.state === "there" && Date.now() - sent.get(file).at < FRESH;

// Files chosen now leave; those that are chosen no more are given up.
async function chosen(input) {
  const now = new Set(inputs().flatMap((one) => [...one.files]));
  for (const [file, one] of sent) if (!now.has(file)) giveUp(file, one);
  const limits = rules.files?.[input.name.replace(/\.\d+\./, ".*.")];
  for (const file of input.files) {
    if (sent.has(file) || file.size === 0) continue;
    if (limits && await judgeFiles([file], limits, rules.words)) continue;
    if (!sent.has(file) && [...input.files].includes(file)) leave(input, file);
  }
}

function giveUp(file, one) {
  one.stop.abort();
  one.line.remove();
  sent.delete(file);
}

function leave(input, file) {
  const one = sent.get(file) ?? { line: line(input), input, at: 0, grant: "", tries: 0 };
  Object.assign(one, { state: "going", stop: new AbortController(), tries: one.tries + 1 });
  sent.set(file, one);
  say(one, "going", file);
  const heard = (share) => { one.line.querySelector("progress").value = share; };
  const token = form.elements._token?.value ?? "";
  one.done = sendAhead(form.dataset.ahead, input.name, file, { token, heard, signal: one.stop.signal })
    .then((grant) => Object.assign(one, { state: "there", at: Date.now(), grant }), () => { one.state = "failed"; })
    .then(() => say(one, one.state, file));
}

function line(input) {
  const made = document.getElementById("mau-tep").content.firstElementChild.cloneNode(true);
  input.closest(".file").append(made);
  return made;
}

function say(one, word, { name }) {
  const { line: shown } = one;
  shown.dataset.state = word;
  shown.querySelector("progress").hidden = word !== "going";
  shown.querySelector("[role=status]").textContent = shown.dataset[word].replace("{name}", () => name);
}

// What failed once is tried once more with the form: the line may be back.
function tryAgain() {
  if (!navigator.onLine) return;
  for (const [file, one] of sent) if (one.state === "failed" && one.tries === 1) leave(one.input, file);
}

// The form waits for what is under way; whoever presses again does not want to, and then it all goes together.
function hold(event) {
  if (event.target !== form) return;
  if (!waiting) tryAgain();
  if (!going().length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting) return going().forEach((one) => one.stop.abort());
  waiting = event.submitter;
  for (const [file, one] of sent) if (one.state === "going") say(one, "wait", file);
  for (const one of going()) one.line.querySelector("progress").hidden = false;
  Promise.all(going().map((one) => one.done)).then(() => {
    form.requestSubmit(waiting);
    waiting = null;
  });
}

// In place of each file that is there already, its grant.
function replaced({ formData }) {
  for (const input of inputs()) {
    const files = [...input.files];
    if (!files.some(there)) continue;
    formData.delete(input.name);
    for (const file of files) {
      if (there(file)) formData.append(FIELD + input.name, sent.get(file).grant);
      else formData.append(input.name, file, file.name);
    }
  }
}

if (form && globalThis.crypto?.subtle) {
  form.addEventListener("change", ({ target }) => { if (target.type === "file") chosen(target); });
  form.addEventListener("formdata", replaced);
  addEventListener("submit", hold, { capture: true });
  // Back from the next page: what was sent ahead is used up.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    for (const [file, one] of sent) giveUp(file, one);
    inputs().forEach(chosen);
  });
  inputs().filter((input) => input.files.length).forEach(chosen);
}
