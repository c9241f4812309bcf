// Says where the draft stands: kept on this device since when, sent or not, and what can be done about it.
const said = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

export class Panel {
  // `acts` are functions by name of button: send, edit, copy, wipe, take.
  constructor(form, acts) {
    this.form = form;
    this.words = JSON.parse(document.getElementById("loi-tren-may").textContent);
    this.box = document.getElementById("mau-tren-may").content.firstElementChild.cloneNode(true);
    this.lines = this.box.querySelector("[role=status]");
    for (const button of this.box.querySelectorAll("button")) button.addEventListener("click", () => acts[button.dataset.act]());
    this.lend = this.box.querySelector("input[type=checkbox]");
  }

  // `lines` are [name of a sentence, values]; `able` the acts offered now; `link` the draft's own address.
  show(lines, able, link = "") {
    if (!this.box.isConnected) this.form.after(this.box);
    const texts = lines.map(([name, values]) => said(this.words[name], values ?? {}));
    const now = [...this.lines.children].map((one) => one.textContent);
    if (texts.join("\n") !== now.join("\n")) this.lines.replaceChildren(...texts.map(paragraph));
    for (const button of this.box.querySelectorAll("button")) button.hidden = !able.includes(button.dataset.act);
    this.box.querySelector(".choice").hidden = !able.includes("send");
    const field = this.box.querySelector(".field");
    field.hidden = !link;
    field.querySelector("input").value = link;
  }

  // A way on: the receipt, or the draft at the server. Stands until the next page.
  lead(name, href) {
    const link = this.lines.appendChild(document.createElement("p")).appendChild(document.createElement("a"));
    link.href = href;
    link.textContent = this.words[name];
  }

  ask(name) {
    return confirm(this.words[name]);
  }

  focus() {
    const heading = this.box.querySelector("h2");
    heading.focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "center" });
  }
}

// When something happened by this device's clock, which may be wrong; the words say whose clock it is.
export const moment = (ms) => new Date(ms).toLocaleString(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB", { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric", year: "numeric" });

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}
