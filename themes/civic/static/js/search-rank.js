// A question read in every way that makes sense, and the order of what is found.
// The same as functions/domain/search/query.py and rank.py on the server.
import { meant, split, wordsOf } from "./search-words.js";

const FULL = 16, LONGEST = 200, WORDS = 12, READINGS = 8;
const BY_COST = [FULL, 12, 9, 6, 4], BEGUN = 8, SAID = 9, COMPLETIONS = 12, OFFICIAL = 15, UNKNOWN = 4, GUESSED = 40;
const NAMES = 10, TEXTS = 4, LIKELY = 5, TITLE = 8, KEYWORD = 7, MORE = 2, OTHER_MARKS = 10, GOOD = 20000, CODE = 1e12;
const KINDS = { procedure: 8, life: 7, news: 5, campaign: 5, page: 5, handbook: 4 };
const whole = Math.floor;

const isCode = (plain) => /^[0-9]/.test(plain) && (plain.includes(".") || (/^[0-9]+$/.test(plain) && plain.length > 3));

export function read(index, question, bold = false) {
  const all = wordsOf([...question].slice(0, LONGEST).join("")).slice(0, WORDS);
  const codes = all.map((word) => word.plain).filter(isCode);
  const words = all.filter((word) => !isCode(word.plain));
  const parted = words.flatMap((word) => parts(index, word));
  const terms = parted.map((word, n) => termOf(index, word, n === parted.length - 1, bold));
  return { words, codes, readings: readingsOf(index, terms) };
}

function parts(index, word) {
  const { plain, start, end } = word;
  const odd = !index.words.has(plain) && !meant(plain, index.weights, index.sounds).length;
  const found = odd ? split(plain, index.weights) : [];
  return found.length ? found.map((part) => ({ plain: part, marked: part, start, end })) : [word];
}

function termOf(index, word, last, bold) {
  const found = new Map(), known = index.words.get(word.plain);
  if (!known || bold) for (const [other, cost] of meant(word.plain, index.weights, index.sounds)) {
    if (!known) found.set(other, BY_COST[cost]);
    else if (cost === 1) found.set(other, BY_COST[cost + 1]);
  }
  const told = found.size ? Math.max(...[...found.keys()].map((other) => index.weights.get(other))) : UNKNOWN;
  const weight = known ? known.weight : Math.min(GUESSED, told);
  if (last) for (const other of index.begun(word.plain, COMPLETIONS)) found.set(other, Math.max(BEGUN, found.get(other) ?? 0));
  if (known) found.set(word.plain, FULL);
  return { word, meant: found, weight };
}

function readingsOf(index, terms) {
  if (!terms.length) return [];
  const made = [{ terms: busy(index, terms), factor: FULL }];
  const found = longest(phrases(index, terms)).slice(0, READINGS - 2);
  for (const [at, synonym] of found) {
    const changed = [...terms.slice(0, at), ...official(index, synonym), ...terms.slice(at + synonym.say.length)];
    made.push({ terms: busy(index, once(changed)), factor: OFFICIAL });
  }
  if (found.length > 1) made.push({ terms: busy(index, once(allOf(index, terms, found))), factor: OFFICIAL });
  return made;
}

function phrases(index, terms) {
  const found = [];
  for (const synonym of index.synonyms)
    for (let at = 0; at + synonym.say.length <= terms.length; at++)
      if (says(terms.slice(at, at + synonym.say.length), synonym.say)) found.push([at, synonym]);
  return found;
}

function longest(found) {
  const kept = [];
  for (const [at, one] of found) {
    const end = at + one.say.length;
    const within = ([first, other]) => first <= at && end <= first + other.say.length && one.say.length < other.say.length;
    if (!kept.some(within)) kept.push([at, one]);
  }
  return kept;
}

function says(terms, phrase) {
  let other = 0;
  for (const [n, word] of phrase.entries()) {
    const { word: wrote, meant: found } = terms[n];
    if ((found.get(word.plain) ?? 0) < (phrase.length > 1 ? BEGUN : SAID)) return false;
    if (wrote.marked !== wrote.plain && wrote.plain === word.plain && wrote.marked !== word.marked) other++;
  }
  return other === 0 || (other === 1 && phrase.length > 1);
}

function allOf(index, terms, found) {
  const taken = new Map(), used = new Set();
  for (const [at, synonym] of found) {
    const span = synonym.say.map((_, n) => at + n);
    if (span.some((n) => used.has(n))) continue;
    taken.set(at, synonym);
    for (const n of span) used.add(n);
  }
  return terms.flatMap((term, n) => taken.has(n) ? official(index, taken.get(n)) : used.has(n) ? [] : [term]);
}

// Each word once, where it stands last.
const once = (terms) => terms.filter((term, n) => !terms.slice(n + 1).some((other) => other.word.plain === term.word.plain));

// A long name counts no more than the short one that was said, or it drowns the rest.
const official = (index, { say, means }) => means.map((word) => {
  const told = index.weights.get(word.plain) ?? UNKNOWN;
  return { word, meant: new Map([[word.plain, FULL]]), weight: Math.max(1, whole(told * Math.min(say.length, means.length) / means.length)) };
});

function busy(index, terms) {
  const idle = new Set();
  for (const phrase of index.idle)
    for (let at = 0; at + phrase.length <= terms.length; at++)
      if (phrase.every((word, n) => is(terms[at + n].word, word))) phrase.forEach((_, n) => idle.add(at + n));
  return idle.size === terms.length ? terms : terms.map((term, n) => idle.has(n) ? { ...term, weight: 1 } : term);
}

const is = (wrote, word) => wrote.plain === word.plain && (wrote.marked === wrote.plain || wrote.marked === word.marked);

// What a question finds, best first: {item, score, matched}.
export async function answer(index, question) {
  let asked = read(index, question);
  const found = new Map();
  const open = async (numbers, texts) =>
    (await Promise.all(numbers.map((number, n) => index.items(number, n < texts)))).forEach((items) => search(items, asked, found));
  await open(segments(index, asked.readings, TITLE, 0).slice(0, NAMES), 0);
  if (asked.words.length && Math.max(0, ...[...found.values()].map((hit) => hit.score)) < GOOD) {
    asked = read(index, question, true);
    await open(segments(index, asked.readings, TITLE, MORE).slice(0, NAMES), TEXTS);
  }
  if (asked.codes.length) await byCode(index, asked.codes, found);
  const order = (a, b) => b.score - a.score || a.item.size - b.item.size || a.item.segment - b.item.segment || a.item.row - b.item.row;
  return [...found.values()].sort(order);
}

function search(items, asked, found) {
  for (const item of items) for (const reading of asked.readings) {
    const [score, matched] = scoreOf(item, reading), key = `${item.segment} ${item.row}`;
    if (score && (found.get(key)?.score ?? 0) < score) found.set(key, { item, score, matched });
  }
}

function segments(index, readings, name, text) {
  const bounds = new Array(index.segments.length).fill(0);
  for (const { terms, factor } of readings) {
    const here = new Array(index.segments.length).fill(0);
    terms.forEach((term, n) => {
      for (const [number, worth] of worthOf(index, term, name, text)) here[number] += worth * term.weight;
      if (n) for (const [number, quality] of besides(index, terms[n - 1], term)) here[number] += whole(quality * term.weight * TITLE / 2);
    });
    const total = terms.reduce((sum, term) => sum + term.weight, 0);
    here.forEach((bound, number) => { bounds[number] = Math.max(bounds[number], whole(bound * factor * FULL / total)); });
  }
  const top = Math.max(0, ...bounds);
  const able = [...bounds.keys()].filter((number) => bounds[number] && bounds[number] * 3 >= top);
  return able.sort((a, b) => bounds[b] - bounds[a] || a - b);
}

function worthOf(index, term, name, text) {
  const best = new Map();
  for (const [word, quality] of term.meant) {
    const known = index.words.get(word);
    for (const [where, counts] of known ? [[known.named, name], [known.said, text]] : [])
      if (counts) for (const number of index.numbers(where)) best.set(number, Math.max(quality * counts, best.get(number) ?? 0));
  }
  return best;
}

function besides(index, before, term) {
  const best = new Map();
  for (const [first, one] of likely(before)) for (const [second, other] of likely(term))
    for (const number of index.beside(first, second)) best.set(number, Math.max(Math.min(one, other), best.get(number) ?? 0));
  return best;
}

const likely = (term) => [...term.meant].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, LIKELY);

function scoreOf(item, { terms, factor }) {
  let gained = 0, have = 0, total = 0, last = [];
  const matched = new Set(), inTitle = new Set();
  for (const term of terms) {
    total += term.weight;
    const [value, word, places] = valueOf(item, term);
    if (value) {
      gained += term.weight * value;
      have += term.weight;
      matched.add(word);
      for (const place of places) inTitle.add(place);
    }
    if (last.some((place) => places.includes(place + 1))) gained += whole(term.weight * FULL * TITLE / 2);
    last = places;
  }
  if (!have) return [0, matched];
  gained += whole(gained * inTitle.size / (2 * item.length));
  if (named(item, terms)) gained += whole(gained / 2);
  return [whole(whole(gained * have / total) * factor * (KINDS[item.kind] ?? 4) / total), matched];
}

function valueOf(item, term) {
  let best = 0, found = "";
  const places = [];
  for (const [word, quality] of term.meant) {
    let worth = 0;
    const here = item.at.get(word) ?? [];
    if (here.length) {
      worth = TITLE * Math.max(...here.map((place) => marksOf(term, item.words[place].marked, word, quality)));
      places.push(...here);
    }
    for (const marked of item.names.get(word) ?? []) worth = Math.max(worth, KEYWORD * marksOf(term, marked, word, quality));
    if (!worth && item.more.has(word)) worth = MORE * quality;
    if (worth > best) [best, found] = [worth, word];
  }
  return [best, found, places];
}

function marksOf({ word: wrote }, marked, word, quality) {
  const other = wrote.plain === word && wrote.marked !== wrote.plain && wrote.marked !== marked;
  return other ? whole(quality * OTHER_MARKS / FULL) : quality;
}

const named = (item, terms) =>
  item.keywords.some((name) => name.length === terms.length && name.every((word, n) => terms[n].meant.has(word.plain)));

async function byCode(index, wanted, found) {
  const lines = await index.codes();
  const numbers = [...lines.keys()].filter((number) => wanted.some((word) => lines[number].includes(word)));
  for (const items of await Promise.all(numbers.map((number) => index.items(number)))) for (const item of items) {
    const fit = Math.max(...wanted.map((word) => item.code.includes(word) + item.code.startsWith(word) + (item.code === word)));
    if (!fit) continue;
    const key = `${item.segment} ${item.row}`, known = found.get(key) ?? { item, score: 0, matched: new Set() };
    found.set(key, { ...known, score: CODE * fit + known.score });
  }
}
