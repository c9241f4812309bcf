// Answers under a search box while one types: a combobox with a listbox (ARIA 1.2). The form itself asks /tim, with or
// without this script; where the index cannot be fetched, nothing more happens.
import { Index } from "./search-index.js";
import { answer } from "./search-rank.js";
import { wordsOf } from "./search-words.js";

const SHOWN = 7, WAIT = 80, TAIL = 3;
const indexes = new Map();

async function fetchJson(address) {
  const got = await fetch(address);
  if (!got.ok) throw new Error(`${got.status} ${address}`);
  return got.json();
}

function indexAt(address) {
  if (!indexes.has(address)) {
    const rows = (name) => fetchJson(new URL(`${name}.json`, new URL(address, location.href)));
    const made = fetchJson(address).then((data) => new Index(data, rows));
    made.catch(() => indexes.delete(address));
    indexes.set(address, made);
  }
  return indexes.get(address);
}

// Files are named by their content: after a new build the old names are gone, and the lexicon is fetched again.
async function ask(address, question) {
  try {
    return await answer(await indexAt(address), question);
  } catch {
    indexes.delete(address);
    return answer(await indexAt(address), question);
  }
}

const made = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// The title with the words that answer marked; side by side they are one mark.
function markedTitle(title, matched) {
  const all = [...title.normalize("NFC")], parts = [];
  let done = 0, last = null;
  for (const { plain, start, end } of wordsOf(title)) {
    if (!matched.has(plain)) continue;
    const gap = all.slice(done, start).join(""), text = all.slice(start, end).join("");
    if (last && gap === " ") last.append(gap, text);
    else parts.push(gap, last = made("mark", {}, text));
    done = end;
  }
  return [...parts, all.slice(done).join("")];
}

class Suggestions {
  constructor(form) {
    Object.assign(this, { form, input: form.querySelector("[name=q]"), words: form.dataset, active: -1, turn: 0, hits: [] });
    const id = this.input.id;
    this.list = made("ul", { role: "listbox", id: `${id}-goi-y`, class: "suggest__list", "aria-label": this.words.list, hidden: "" });
    this.status = made("p", { class: "vh", role: "status" });
    form.append(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, "aria-haspopup": "listbox",
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("focus", () => indexAt(this.words.search).catch(() => {}), { once: true });
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), WAIT);
  }

  async find() {
    const question = this.input.value.trim(), turn = ++this.turn;
    if (!question) return this.close();
    let hits;
    try { hits = await ask(this.words.search, question); } catch { return this.close(); }
    if (turn !== this.turn || document.activeElement !== this.input) return;
    this.show(hits.filter((hit) => hit.score * TAIL >= hits[0].score));
  }

  show(hits) {
    const options = hits.slice(0, SHOWN).map(({ item, matched }) => {
      const label = item.kind === "procedure" ? item.code : this.words[item.kind] ?? "";
      return this.option({ "data-url": item.url }, made("span", { class: "suggest__t" }, ...markedTitle(item.title, matched)), " ",
        made("span", { class: "suggest__k" }, label));
    });
    if (hits.length > SHOWN) options.push(this.option({ "data-all": "" }, this.words.all));
    options.forEach((option, n) => { option.id = `${this.list.id}-${n}`; });
    this.list.replaceChildren(...options);
    this.move(-1);
    this.open(options.length > 0);
    this.status.textContent = options.length ? this.words.some.replace("{n}", options.length) : this.words.none;
  }

  option(attributes, ...children) {
    return made("li", { role: "option", "aria-selected": "false", class: "suggest__o", ...attributes }, ...children);
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
  }

  close() {
    clearTimeout(this.timer);
    this.turn++;
    this.move(-1);
    this.open(false);
    this.status.textContent = "";
  }

  move(to) {
    const options = [...this.list.children];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = to;
    const now = options[to];
    if (!now) return this.input.removeAttribute("aria-activedescendant");
    now.setAttribute("aria-selected", "true");
    now.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", now.id);
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !this.list.hidden, count = this.list.children.length + 1;
    if (event.key === "ArrowDown" && !open) this.find();
    else if (event.key === "ArrowDown" && open) this.move((this.active + 2) % count - 1);
    else if (event.key === "ArrowUp" && open) this.move((this.active + count) % count - 1);
    else if (event.key === "Escape" && open) this.close();
    else if (event.key === "Enter" && open && this.active >= 0) this.go(this.list.children[this.active]);
    else return;
    event.preventDefault();
  }

  go(option) {
    if (!option) return;
    if ("all" in option.dataset) this.form.requestSubmit();
    else location.assign(option.dataset.url);
  }
}

for (const form of document.querySelectorAll("form[data-search]")) new Suggestions(form);
