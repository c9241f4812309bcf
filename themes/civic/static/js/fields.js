// Reads a whole form as functions/domain/fields does: canonical values, faults, and what is asked at all.
// `raw` maps names of inputs to lists of texts. `context`: today, units, files (counts by name of input) and
// rows (numbers by group, of rows on the page in which nothing may be typed yet).
import { broken, clean, edited } from "./constraints.js";
import { holds } from "./expression.js";

const none = { value: null, faults: [] };
const fault = (where, code, message) => ({ value: null, faults: [{ where, code, message }] });
const absent = (q, name) => "missing" in q ? fault(name, "required", q.missing) : none;
const first = (raw, name) => clean(raw[name]?.[0] ?? "");

function judge(q, typed, name, context) {
  const text = edited(clean(typed), q.edits);
  if (!text) return absent(q, name);
  const wrong = broken(text, q.constraints, context);
  if (wrong) return fault(name, wrong.code, wrong.message);
  return { value: q.number ? Number(text) + 0 : text, faults: [] };
}

const typed = (q, raw, name, context) => judge(q, raw[name]?.[0] ?? "", name, context);

function date(q, raw, name, context) {
  if (name in raw) return typed(q, raw, name, context);
  const [day, month, year] = ["day", "month", "year"].map((part) => first(raw, `${name}.${part}`));
  const lacking = q.words.filter((_word, i) => ![day, month, year][i]);
  if (lacking.length === 3) return absent(q, name);
  if (lacking.length) return fault(name, "incomplete", q.incomplete.replace("{parts}", () => lacking.join(", ")));
  return judge(q, `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, name, context);
}

function choice(q, raw, name) {
  const value = first(raw, name);
  if (!value) return absent(q, name);
  return q.options.includes(value) ? { value, faults: [] } : fault(name, "one_of", q.one_of);
}

function choices(q, raw, name) {
  const given = [...new Set((raw[name] ?? []).map(clean).filter(Boolean))];
  if (!given.length) return "missing" in q ? absent(q, name) : { value: [], faults: [] };
  if (!given.every((one) => q.options.includes(one))) return fault(name, "one_of", q.one_of);
  return { value: q.options.filter((one) => given.includes(one)), faults: [] };
}

function yesNo(q, raw, name) {
  const text = first(raw, name);
  if (!text) return absent(q, name);
  return text === "true" || text === "false"
    ? { value: text === "true", faults: [] } : fault(name, "one_of", q.one_of);
}

const declaration = (q, raw, name) => first(raw, name) === "true" ? { value: true, faults: [] } : absent(q, name);

function address(q, raw, name, context) {
  const [unit, street] = [first(raw, `${name}.unit`), first(raw, `${name}.street`)];
  if (!unit && !street) return absent(q, name);
  const known = Object.hasOwn(context.units, unit) || (unit === "khac" && q.elsewhere);
  const line = typed(q.inner[0], raw, `${name}.street`, context);
  const faults = [...(known ? [] : fault(`${name}.unit`, "unit", q.unit).faults), ...line.faults];
  if (faults.length) return { value: null, faults };
  return { value: { unit, unit_name: context.units[unit] ?? "", street: line.value }, faults };
}

function onBehalf(q, raw, name, context) {
  const acting = first(raw, `${name}.acting`);
  if (acting === "false") return { value: { acting: false }, faults: [] };
  if (acting !== "true") return absent(q, name);
  const value = { acting: true };
  const faults = [];
  for (const one of q.inner) {
    const read = ask(one, raw, `${name}.${one.id}`, context);
    value[one.id] = read.value;
    faults.push(...read.faults);
  }
  return { value: faults.length ? null : value, faults };
}

function file(q, _raw, name, context) {
  const count = context.files[name] ?? 0;
  if (!count) return absent(q, name);
  return count > q.max_files ? fault(name, "max_files", q.many) : { value: Array(count).fill({}), faults: [] };
}

const asksIn = (q, row, context) => !q.when || holds(q.when, { ...context.values, row });

function group(q, raw, name, context) {
  const head = `${name}.`;
  const filled = new Set();
  for (const [key, texts] of Object.entries(raw)) {
    const number = key.startsWith(head) ? key.slice(head.length).split(".")[0] : "";
    if (/^[0-9]{1,5}$/.test(number) && texts.some(clean)) filled.add(Number(number));
  }
  const numbers = [...filled].sort((a, b) => a - b);
  for (const number of context.rows[name] ?? []) {
    for (const one of q.fields) if (!filled.has(number) && asksIn(one, {}, context)) context.asked.add(`${head}${number}.${one.id}`);
  }
  if (numbers.length > q.max_rows) return fault(name, "max_rows", q.many);
  const rows = [];
  const faults = [];
  for (const number of numbers) {
    const row = {};
    rows.push(row);
    for (const one of q.fields) {
      if (!asks(one) || !asksIn(one, row, context)) continue;
      const read = ask(one, raw, `${head}${number}.${one.id}`, context);
      row[one.id] = read.value;
      faults.push(...read.faults);
    }
  }
  if (rows.length < q.min_rows && "missing" in q) faults.push(...fault(name, "min_rows", q.missing).faults);
  return { value: faults.length ? null : rows, faults };
}

// A kind that is one typed text needs no line here: its edits and constraints say it all.
export const KINDS = {
  date, choice, choices, yes_no: yesNo, declaration, address, on_behalf: onBehalf, file, group, notice: null,
};
const reader = (q) => "edits" in q && !(q.kind in KINDS) ? typed : KINDS[q.kind];
const asks = (q) => reader(q) !== null;

function ask(q, raw, name, context) {
  context.asked.add(name);
  return reader(q)(q, raw, name, context);
}

function brokenRules(section, known) {
  const broken = section.rules.filter((rule) => !holds(rule.holds, known));
  return broken.map(({ at, message }) => ({ where: at ? `${section.id}.${at}` : section.id, code: "rule", message }));
}

// Everything at once: { values, faults, asked }. What a condition leaves out is neither asked nor kept.
export function readForm(sections, raw, context) {
  const values = {};
  const known = { today: context.today };
  const faults = [];
  const now = { units: {}, files: {}, rows: {}, ...context, values: known, asked: new Set() };
  for (const section of sections) {
    if (section.when && !holds(section.when, known)) continue;
    now.asked.add(section.id);
    const part = values[section.id] = known[section.id] = {};
    for (const q of section.fields) {
      const name = `${section.id}.${q.id}`;
      if (q.when && !holds(q.when, known)) continue;
      if (!asks(q)) { now.asked.add(name); continue; }
      const read = ask(q, raw, name, now);
      part[q.id] = read.value;
      faults.push(...read.faults);
    }
    if (!faults.some((one) => one.where.startsWith(`${section.id}.`))) faults.push(...brokenRules(section, known));
  }
  return { values, faults, asked: now.asked };
}
