// Words as search compares them, and what a misspelt one may mean. The same as functions/domain/search/words.py
// and slips.py on the server; a test holds both against each other.
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const WORD = /[0-9]+(?:\.[0-9]+)+|[a-z0-9]+/g;
const FINAL_Y = /^([hklmst]|qu)y$/;
const VOWEL = /[aeiouy]/;
const MOST = 12;
const letters = new Map();

function plainLetter(letter) {
  let made = letters.get(letter);
  if (made === undefined) {
    const base = [...letter.normalize("NFD")][0].toLowerCase();
    made = base === "đ" ? "d" : /^[a-z0-9.]$/.test(base) ? base : " ";
    letters.set(letter, made);
  }
  return made;
}

const one = (plain) => plain.replace(FINAL_Y, "$1i");

function marked(text) {
  const parts = text.toLowerCase().normalize("NFD");
  return one(parts.replace(TONES, "")) + (parts.match(TONES) ?? []).join("");
}

// The words of a text: without marks, with marks, and where they stand, in characters of the text in NFC.
export function wordsOf(text) {
  const all = [...text.normalize("NFC")];
  return [...all.map(plainLetter).join("").matchAll(WORD)].map(({ 0: found, index }) => {
    const end = index + found.length;
    return { plain: one(found), marked: marked(all.slice(index, end).join("")), start: index, end };
  });
}

export function pair(first, second, buckets) {
  let value = 0;
  for (const letter of `${first} ${second}`) value = (value * 31 + letter.codePointAt(0)) % 1000003;
  return value % buckets;
}

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const BESIDE = new Set(ROWS.flatMap((row, n) => [...row].flatMap((key, k) => {
  const near = [...row.slice(k + 1, k + 2), ...(n < 2 ? ROWS[n + 1].slice(Math.max(0, k - 1), k + 1) : "")];
  return near.flatMap((other) => [key + other, other + key]);
})));
const BY_EAR = [
  [/^tr/, "ch"], [/^x/, "s"], [/^(?:gi(?=[aeou])|r)/, "d"], [/^ngh/, "ng"], [/^gh/, "g"], [/^k(?!h)/, "c"], [/^l/, "n"],
  [/y/g, "i"], [/ieu/g, "iu"], [/uou/g, "uu"], [/uoi/g, "ui"], [/n[gh]$/, "n"], [/(?:ch?|p)$/, "t"],
];

export const byEar = (word) => BY_EAR.reduce((made, [pattern, sound]) => made.replace(pattern, sound), word);

function typedRaw(word) {
  const found = new Set();
  if (/^[a-z]+[a-z0-9]*[1-9][a-z0-9]*$/.test(word)) found.add(word.replace(/[0-9]/g, ""));
  const base = word.replace(/([aeo])\1|dd/g, (twin) => twin[0]).replace(/([uoa])w/g, "$1").replaceAll("w", "u");
  found.add(base);
  for (let at = base.length - 1; at > 0; at--)
    if ("sfrxj".includes(base[at]) && VOWEL.test(base.slice(0, at))) found.add(base.slice(0, at) + base.slice(at + 1));
  return [...new Set([...found].map(one))].filter((other) => other && other !== word);
}

// Known words that a word may stand for, with costs, best first.
export function meant(word, weights, sounds) {
  const costs = new Map();
  const note = (other, cost) => costs.set(other, Math.min(cost, costs.get(other) ?? cost));
  for (const other of typedRaw(word)) if (weights.has(other)) note(other, 1);
  if (/^[a-z]+$/.test(word)) {
    for (const other of sounds.get(byEar(word)) ?? []) note(other, 1);
    const limit = word.length < 3 ? 0 : word.length < 6 ? 2 : 3;
    if (limit) for (const other of weights.keys()) {
      if (Math.abs(other.length - word.length) > 1 || !VOWEL.test(other)) continue;
      const cost = distance(word, other, limit);
      if (cost <= limit) note(other, cost);
    }
  }
  costs.delete(word);
  const before = ([a, x], [b, y]) => x - y || weights.get(a) - weights.get(b) || (a < b ? -1 : 1);
  return [...costs].sort(before).slice(0, MOST);
}

// Cost of the slips between two words: a key beside the right one, letters swapped or doubled 1, all else 2.
export function distance(a, b, limit) {
  let before = new Array(b.length + 1).fill(0), last = [0];
  for (let k = 0; k < b.length; k++) last.push(last[k] + (k && b[k] === b[k - 1] ? 1 : 2));
  for (let n = 1; n <= a.length; n++) {
    const here = a[n - 1], row = [last[0] + (n > 1 && here === a[n - 2] ? 1 : 2)];
    for (let k = 1; k <= b.length; k++) {
      const there = b[k - 1];
      let best = Math.min(
        last[k - 1] + (here === there ? 0 : BESIDE.has(here + there) ? 1 : 2),
        last[k] + (n > 1 && here === a[n - 2] ? 1 : 2),
        row[k - 1] + (k > 1 && there === b[k - 2] ? 1 : 2),
      );
      if (n > 1 && k > 1 && here === b[k - 2] && a[n - 2] === there && here !== there) best = Math.min(best, before[k - 2] + 1);
      row.push(best);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return Math.min(last.at(-1), limit + 1);
}

// `khaisinh` as the fewest known words, or nothing.
export function split(word, weights) {
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return [];
  const best = [[]];
  for (let end = 1; end <= word.length; end++) best.push(null);
  for (let end = 2; end <= word.length; end++)
    for (let start = Math.max(0, end - 7); start < end - 1; start++) {
      const part = one(word.slice(start, end)), head = best[start];
      if (head && weights.has(part) && (!best[end] || head.length + 1 < best[end].length)) best[end] = [...head, part];
    }
  return best[word.length] ?? [];
}
