// More and fewer rows of a group without a round trip. A row is copied from the last one, emptied.
const INPUTS = "input,select,textarea";
const NAMES = ["id", "name", "for", "aria-describedby", "aria-labelledby", "data-q", "data-at"];
const all = (selector, within) => [...within.querySelectorAll(selector)];

export function enhanceRows(form, words, changed) {
  for (const button of all('button[name="_do"][value^="them:"]', form)) {
    const group = button.closest("[data-q]");
    const most = Number(button.dataset.most);
    const refresh = () => {
      const rows = rowsOf(group);
      button.hidden = rows.length >= most;
      for (const [i, row] of rows.entries()) {
        row.querySelector("legend .so").textContent = i + 1;
        row.querySelector(".row__out").hidden = rows.length === 1;
      }
      changed();
    };
    const equip = (row) => {
      const out = document.createElement("button");
      Object.assign(out, { type: "button", className: "btn btn--quiet btn--s row__out", textContent: words.row_out });
      out.addEventListener("click", () => { row.remove(); refresh(); button.focus(); });
      row.append(out);
    };
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const rows = rowsOf(group);
      const row = copy(rows.at(-1), group.dataset.q, Math.max(...rows.map((one) => Number(one.dataset.row))) + 1);
      rows.at(-1).after(row);
      equip(row);
      refresh();
      row.querySelector(INPUTS).focus();
    });
    rowsOf(group).forEach(equip);
    refresh();
  }
}

const rowsOf = (group) => all(":scope > [data-row]", group);

function copy(last, name, number) {
  const row = last.cloneNode(true);
  const swaps = [[`${name}.${last.dataset.row}.`, `${name}.${number}.`]].flatMap(([from, to]) =>
    [[from, to], [`f-${from.replaceAll(".", "-")}`, `f-${to.replaceAll(".", "-")}`]]);
  for (const element of [row, ...all("*", row)]) {
    for (const attribute of NAMES) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, swaps.reduce((now, [from, to]) => now.replaceAll(from, to), value));
    }
  }
  row.dataset.row = number;
  for (const gone of all(".err,.row__out,.file__have", row)) gone.remove();
  for (const marked of all(".field--err", row)) marked.classList.remove("field--err");
  for (const input of all(INPUTS, row)) {
    input.removeAttribute("aria-invalid");
    if (["radio", "checkbox"].includes(input.type)) input.checked = false; else input.value = "";
  }
  return row;
}
