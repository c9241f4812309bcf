// Evaluates the trees that functions/domain/expression/parse.py makes, with the same meaning.
const MAX = Number.MAX_SAFE_INTEGER;
export class ExpressionError extends Error {}
const fail = (why) => { throw new ExpressionError(why); };
const kind = (v) => v === null || v === undefined ? "null" : Array.isArray(v) ? "list"
  : { boolean: "bool", number: "number", string: "text" }[typeof v] ?? "map";
const need = (v, k) => kind(v) === k ? v : fail(`not a ${k}`);
const num = (v) => need(v, "number");
const exact = (v) => Math.abs(v) > MAX ? fail("number too large") : v;
const letters = (v) => [...v];

export function lookUp(name, values) {
  let found = values;
  for (const part of name.split(".")) {
    found = kind(found) === "map" && Object.hasOwn(found, part) ? found[part] : null;
  }
  return found ?? null;
}

function equal(a, b) {
  if (kind(a) !== kind(b)) return false;
  if (kind(a) === "list") return a.length === b.length && a.every((one, i) => equal(one, b[i]));
  return kind(a) === "null" || a === b;
}

// By code point, as Python orders texts; JavaScript's own order is by UTF-16 unit.
function order(a, b) {
  if (kind(a) !== kind(b) || !["number", "text"].includes(kind(a))) fail("these two have no order");
  if (typeof a === "number") return a - b;
  const [x, y] = [letters(a), letters(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0);
  }
  return x.length - y.length;
}

function day(v) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(need(v, "text")) ?? fail("not a date");
  const [y, m, d] = found.slice(1).map(Number);
  const made = new Date(0);
  made.setUTCFullYear(y, m - 1, d);
  if (y < 1 || made.getUTCMonth() !== m - 1 || made.getUTCDate() !== d) fail("not a date");
  return made;
}

function years(a, b) {
  const [x, y] = [day(a), day(b)];
  if (y < x) return -years(b, a);
  const early = y.getUTCMonth() < x.getUTCMonth()
    || (y.getUTCMonth() === x.getUTCMonth() && y.getUTCDate() < x.getUTCDate());
  return y.getUTCFullYear() - x.getUTCFullYear() - (early ? 1 : 0);
}

function divide(a, b) {
  if (num(b) === 0) fail("division by zero");
  const whole = Number.isInteger(num(a)) && Number.isInteger(b);
  return whole ? Math.trunc(a / b) + 0 : exact(a / b);
}

function remainder(a, b) {
  if (!Number.isInteger(num(a)) || !Number.isInteger(num(b)) || b === 0) fail("no remainder");
  return (a % b) + 0;
}

const OPERATORS = {
  "==": equal,
  "!=": (a, b) => !equal(a, b),
  "<": (a, b) => order(a, b) < 0,
  "<=": (a, b) => order(a, b) <= 0,
  ">": (a, b) => order(a, b) > 0,
  ">=": (a, b) => order(a, b) >= 0,
  in: (a, list) => need(list, "list").some((one) => equal(a, one)),
  "+": (a, b) => kind(a) === "text" && kind(b) === "text" ? a + b : exact(num(a) + num(b)),
  "-": (a, b) => exact(num(a) - num(b)),
  "*": (a, b) => exact(num(a) * num(b)),
  "/": divide,
  "%": remainder,
  "!": (a) => !need(a, "bool"),
  neg: (a) => -num(a) + 0,
};
const CALLS = {
  has: (a) => kind(a) !== "null",
  size: (a) => kind(a) === "text" ? letters(a).length : need(a, "list").length,
  startsWith: (a, b) => need(a, "text").startsWith(need(b, "text")),
  endsWith: (a, b) => need(a, "text").endsWith(need(b, "text")),
  contains: (a, b) => need(a, "text").includes(need(b, "text")),
  years,
  days: (a, b) => Math.round((day(b) - day(a)) / 864e5) + 0,
};

function logic(decisive, sides, values) {
  let failed = null;
  for (const side of sides) {
    try {
      if (need(evaluate(side, values), "bool") === decisive) return decisive;
    } catch (error) {
      failed = error;
    }
  }
  if (failed) throw failed;
  return !decisive;
}

export function evaluate(tree, values) {
  const [op, ...parts] = tree;
  switch (op) {
    case "lit": return parts[0];
    case "var": return lookUp(parts[0], values);
    case "&&": case "||": return logic(op === "||", parts, values);
    case "?:": return evaluate(need(evaluate(parts[0], values), "bool") ? parts[1] : parts[2], values);
    case "list": return parts.map((part) => evaluate(part, values));
    case "call": return CALLS[parts[0]](...parts.slice(1).map((part) => evaluate(part, values)));
    default: return OPERATORS[op](...parts.map((part) => evaluate(part, values)));
  }
}

export function holds(tree, values) {
  try {
    return evaluate(tree, values) === true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}
