// Shows what is wrong as the server's page does: first in a summary, then at the field with the same words.
const INPUTS = "input:not([type=hidden]),select,textarea";
const NAMED = "[data-q],[data-at]";
const one = (selector, within) => within.querySelector(selector);
const all = (selector, within) => [...within.querySelectorAll(selector)];
const fresh = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const errorId = (where) => `f-${where.replaceAll(".", "-")}-e`;

export class Faults {
  constructor(form, words) {
    Object.assign(this, { form, words, title: document.title.replace(`${words.error} `, "") });
    this.shown = new Set(all(".err", form).map((text) => nameOf(text.closest(NAMED))));
  }

  place(where) {
    return one(`[data-q="${where}"],[data-at="${where}"]`, this.form) ?? one(`[id="${idOf(where)}"]`, this.form)?.parentElement;
  }

  // Show these faults; `within` limits what is shown and cleared to one question.
  show(faults, within = null) {
    const here = (where) => within === null || where === within || where.startsWith(`${within}.`);
    for (const where of this.shown) if (here(where)) this.clear(where);
    for (const fault of faults) if (here(fault.where) && !this.shown.has(fault.where)) this.mark(fault);
  }

  mark({ where, message }) {
    const place = this.place(where);
    if (!place) return;
    const text = fresh("mau-loi");
    text.id = errorId(where);
    text.lastElementChild.append(message);
    const before = all(".hint,.label,legend,h2", place).filter((e) => e.closest(NAMED) === place && !e.closest(".choice"));
    const hint = before.findLast((e) => e.matches(".hint")) ?? before[0];
    if (hint) hint.after(text); else place.prepend(text);
    bar(place)?.classList.add("field--err");
    token(about(place), text.id, true);
    for (const input of wrong(place)) input.setAttribute("aria-invalid", "true");
    this.shown.add(where);
  }

  clear(where) {
    const place = this.place(where);
    this.shown.delete(where);
    document.getElementById(errorId(where))?.remove();
    if (!place) return;
    token(about(place), errorId(where), false);
    for (const input of [place, ...own(place)]) input.removeAttribute("aria-invalid");
    const barred = bar(place);
    if (barred && !one(".err", barred)) barred.classList.remove("field--err");
  }

  // The summary takes focus, so that a screen reader tells it and the keyboard stands before its links.
  summarise(faults) {
    this.forget();
    if (!faults.length) return;
    const box = fresh("mau-tom-tat");
    one("h2", box).textContent = this.words.wrong.replace("{n}", faults.length);
    for (const { where, message } of faults) {
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      const target = this.target(where);
      link.href = `#${target?.id ?? this.form.id}`;
      link.textContent = message;
      if (target) link.addEventListener("click", (event) => { event.preventDefault(); goTo(target); });
      one("ul", box).append(item);
    }
    this.form.parentElement.prepend(box);
    document.title = `${this.words.error} ${this.title}`;
    box.focus();
  }

  forget() {
    one(".errsum", document)?.remove();
    document.title = this.title;
  }

  target(where) {
    const place = this.place(where);
    if (!place) return null;
    return one(`:is(${INPUTS})[aria-invalid="true"]`, place) ?? one(INPUTS, place) ?? one("h2", place);
  }
}

const idOf = (where) => `f-${where.replaceAll(".", "-")}`;
const nameOf = (place) => place.dataset.q ?? place.dataset.at;
const bar = (place) => place.matches("section") ? null : place.closest(".field");
const about = (place) => place.matches("fieldset") ? place : one("h2", place) ?? one(INPUTS, place);
const own = (place) => {
  const inputs = all(INPUTS, place);
  const mine = inputs.filter((input) => input.closest(NAMED) === place);
  return mine.length || place.matches("section") || one("[data-row]", place) ? mine : inputs.slice(0, 1);
};

// Of an answer in several inputs, those that are empty while others are not; else all. Radio buttons are
// wrong as a group, for ARIA knows no wrong radio button.
function wrong(place) {
  if (place.matches('[role="radiogroup"]')) return [place];
  const inputs = own(place).filter((input) => input.type !== "radio");
  const empty = inputs.filter((input) => !input.value);
  return empty.length && empty.length < inputs.length ? empty : inputs;
}

function token(element, id, there) {
  if (!element) return;
  const ids = new Set((element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (there) ids.add(id); else ids.delete(id);
  if (ids.size) element.setAttribute("aria-describedby", [...ids].join(" "));
  else element.removeAttribute("aria-describedby");
}

function goTo(target) {
  target.focus({ preventScroll: true });
  (target.closest(NAMED) ?? target).scrollIntoView({ block: "start" });
}
