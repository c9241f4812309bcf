// The vocabulary of functions/domain/fields/edits.py and constraints.py, with the same outcome.
import { lookUp } from "./expression.js";

const INVISIBLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
export const clean = (text) => text.replace(INVISIBLE, "").normalize("NFC").trim();

export const EDITS = {
  one_line: (text) => text.split(/\s+/u).filter(Boolean).join(" "),
  line_ends: (text) => text.split("\n").map((line) => line.trimEnd()).join("\n"),
  no_space: (text) => text.replace(/\s/gu, ""),
  no_parting: (text) => text.replace(/[\s.()-]/gu, ""),
  from_zero: (text) => text.startsWith("+84") ? "0" + text.slice(3) : text,
  no_currency: (text) => text.replace(/\s*(đồng|đ|vnđ)$/iu, ""),
  ungrouped: (text) => /^-?[0-9]{1,3}(\.[0-9]{3})+$/.test(text) ? text.replaceAll(".", "") : text,
  decimal_point: (text) => text.replaceAll(",", "."),
};
export const edited = (text, names) => names.reduce((now, name) => EDITS[name](now), text);

export function isDate(text) {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, day);
  return year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

const day = (argument, context) => argument === "today" ? context.today : argument;

function citizenYear(id, path, context) {
  const born = lookUp(path, context.values);
  return typeof born !== "string" || born.slice(0, 4) === `${19 + Math.floor(Number(id[3]) / 2)}${id.slice(4, 6)}`;
}

function citizenSex(id, path, context) {
  const sex = lookUp(path, context.values);
  return !["nam", "nu"].includes(sex) || (Number(id[3]) % 2 === 0) === (sex === "nam");
}

// Dates are compared as texts: of four-digit years the order is the same.
export const TESTS = {
  pattern: (text, pattern) => new RegExp(`^(?:${pattern})$`, "u").test(text),
  max_length: (text, most) => [...text].length <= most,
  letters: (text) => /^[\p{L}\p{M} .'’-]*$/u.test(text),
  min: (text, least) => Number(text) >= least,
  max: (text, most) => Number(text) <= most,
  not_after_this_year: (text, _argument, context) => Number(text) <= Number(context.today.slice(0, 4)),
  places: (text, most) => text.slice((text + ".").indexOf(".") + 1).length <= most,
  real_date: isDate,
  on_or_after: (text, from, context) => isDate(text) && text >= day(from, context),
  on_or_before: (text, until, context) => isDate(text) && text <= day(until, context),
  starts_with: (text, heads) => heads.length === 0 || heads.some((head) => text.startsWith(head)),
  citizen_year: citizenYear,
  citizen_sex: citizenSex,
};

// The first rule that the text breaks: its code and its message, or nothing.
export function broken(text, constraints, context) {
  const rule = constraints.find((one) => !TESTS[one.test](text, one.argument, context));
  if (!rule) return null;
  const message = rule.message.replaceAll("{count}", () => [...text].length).replaceAll("{typed}", () => text);
  return { code: rule.code, message };
}
