// What stands in a form, as a draft keeps it; and putting it back, rows and files included.
const all = (selector, within) => [...within.querySelectorAll(selector)];
const ROW = /^(.+?)\.([0-9]+)\.(.+)$/;

export const filesIn = (form) => all("input[type=file]", form).flatMap((input) =>
  [...input.files].map((file) => ({ input: input.name, file })));

// Answers in rows count from 0 without gaps, in the order of the rows in which something was typed.
export function partName(name, raw) {
  const [, group, number, field] = ROW.exec(name) ?? [];
  if (!group) return name;
  const filled = Object.keys(raw).filter((key) => raw[key].some((text) => text.trim())).map((key) => ROW.exec(key));
  const numbers = [...new Set(filled.filter((one) => one?.[1] === group).map((one) => Number(one[2])))].sort((a, b) => a - b);
  const place = numbers.indexOf(Number(number));
  return place < 0 ? null : `${group}.${place}.${field}`;
}

// Put texts back. `rows` are the numbers that the rows had; `files` are { input, file }.
export function putBack(form, { raw, rows, office, token }, files) {
  const names = renamed(form, rows);
  if (form.elements._office) form.elements._office.value = office;
  if (token) hidden(form, "_token", token);
  for (const input of form.elements) {
    if (!input.name || input.name.startsWith("_") || input.type === "file") continue;
    if (["radio", "checkbox"].includes(input.type)) input.checked = false;
    else if (input.type !== "hidden") input.value = "";
  }
  for (const [old, texts] of Object.entries(raw)) put(form, names(old), texts);
  const byInput = new Map();
  for (const { input, file } of files) byInput.set(names(input), [...(byInput.get(names(input)) ?? []), file]);
  for (const [name, chosen] of byInput) choose(form.elements[name], chosen);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function put(form, name, texts) {
  const found = form.elements[name];
  if (!found) return;
  for (const input of found instanceof RadioNodeList ? found : [found]) {
    if (["radio", "checkbox"].includes(input.type)) input.checked = texts.includes(input.value);
    else [input.value] = texts;
  }
}

function choose(input, files) {
  if (!input) return;
  const basket = new DataTransfer();
  for (const file of files) basket.items.add(file);
  input.files = basket.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function hidden(form, name, value) {
  const input = form.elements[name] ?? form.appendChild(document.createElement("input"));
  Object.assign(input, { type: "hidden", name, value });
}

// Adds the rows that are lacking; from an old name of an input to the one that its row has now.
function renamed(form, rows) {
  const now = {};
  for (const [group, numbers] of Object.entries(rows)) {
    const add = form.querySelector(`button[name="_do"][value="them:${group}"]`);
    const standing = () => all(`[data-q="${group}"] > [data-row]`, form).map((row) => row.dataset.row);
    while (add && standing().length < numbers.length && !add.hidden) add.click();
    numbers.forEach((number, i) => { now[`${group}.${number}`] = `${group}.${standing()[i]}`; });
  }
  return (name) => {
    const [, group, number, field] = ROW.exec(name) ?? [];
    return group ? `${now[`${group}.${number}`] ?? `${group}.${number}`}.${field}` : name;
  };
}
