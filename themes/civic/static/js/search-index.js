// The index as the publisher cut it: a lexicon, and segments that are fetched when a question needs them.
// The same as functions/domain/search/index.py on the server.
import { byEar, pair, wordsOf } from "./search-words.js";

const FORMAT = 1, EVERYDAY = 40, FIRST = 48;

class Item {
  constructor(segment, row, [kind, url, title, code, note, keywords], more = "") {
    Object.assign(this, { kind, url, title, code, note, segment, row });
    this.size = [...title].length;
    this.keywords = keywords.split(";").filter((name) => name.trim()).map(wordsOf);
    this.more = new Set(more.split(" "));
    this.words = wordsOf(title);
    this.at = grouped(this.words.map((word, place) => [word.plain, place]));
    this.names = grouped(this.keywords.flat().map((word) => [word.plain, word.marked]));
    const [first, second] = this.words;
    const isProcedure = first?.marked === "thu\u0309" && second?.marked === "tuc\u0323" && first.start === 0 && second.start === 4;
    this.length = Math.max(1, this.words.length - (isProcedure ? 2 : 0));
  }
}

function grouped(pairs) {
  const found = new Map();
  for (const [key, value] of pairs) if (found.has(key)) found.get(key).push(value); else found.set(key, [value]);
  return found;
}

export class Index {
  // `fetchRows` gives the parsed file of a name below the index's folder.
  constructor(data, fetchRows) {
    if (data.format !== FORMAT) throw new Error(`an index of format ${data.format}`);
    this.segments = data.segments;
    this.codesName = data.codes;
    this.fetchRows = fetchRows;
    const weights = [...data.weights], named = data.named.split(" "), said = data.said.split(" ");
    this.words = new Map(data.words.split(" ").map((word, n) =>
      [word, { weight: weights[n].codePointAt(0) - FIRST, named: named[n], said: said[n] }]));
    this.pairs = data.pairs.split(" ");
    this.synonyms = data.synonyms.map(([say, means]) => ({ say: wordsOf(say), means: wordsOf(means) }));
    this.synonyms.sort((a, b) => b.say.length - a.say.length);
    this.idle = data.idle.map(wordsOf);
    for (const { say } of this.synonyms) for (const { plain } of say)
      if (!this.words.has(plain)) this.words.set(plain, { weight: EVERYDAY, named: "", said: "" });
    this.weights = new Map([...this.words].map(([word, { weight }]) => [word, weight]));
    this.sorted = [...this.words.keys()].sort();
    this.sounds = grouped([...this.words.keys()].map((word) => [byEar(word), word]));
    this.kept = new Map();
  }

  begun(beginning, most) {
    const found = this.sorted.filter((word) => word.startsWith(beginning) && word !== beginning);
    return found.sort((a, b) => this.weights.get(a) - this.weights.get(b) || (a < b ? -1 : 1)).slice(0, most);
  }

  numbers(where) {
    return where === "*" ? this.segments.keys() : [...where].map((one) => one.codePointAt(0) - FIRST);
  }

  beside(first, second) {
    return this.numbers(this.pairs[pair(first, second, this.pairs.length)]);
  }

  items(number, whole = false) {
    return this.once(`${number} ${whole}`, async () => {
      const [names, texts] = await Promise.all([this.rows(number, 0), whole ? this.rows(number, 1) : null]);
      return names.map((cells, row) => new Item(number, row, cells, texts?.[row][0]));
    });
  }

  rows(number, which) {
    return this.once(this.segments[number][which], () => this.fetchRows(this.segments[number][which]));
  }

  codes() {
    return this.once("codes", () => this.fetchRows(this.codesName));
  }

  // What was fetched is kept; what failed is asked for again the next time.
  once(key, make) {
    if (!this.kept.has(key)) {
      const made = make();
      this.kept.set(key, made);
      made.catch(() => this.kept.delete(key));
    }
    return this.kept.get(key);
  }
}
