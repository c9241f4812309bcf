// Vietnamese typed without its marks finds what is written with them: the theme's search engine, with two
// changes. Each word is indexed twice, as written and folded; all words of a query must occur, as long as there
// is a page that has them all; and a page whose title is what was typed comes before pages that mention it.
// A word typed with marks finds only what is written so, unless nothing is.
const compose = String.prototype.normalize
const MARKS = /[\u0300-\u036f]/g
const SETUP = 0
const CONTROLS = /^[+~^-]|[~^]\d+$/

/** One letter for each letter, so that places in the text stay what they are. */
function fold(text) {
  const plain = compose.call(text, "NFD").replace(MARKS, "")
  return plain.replace(/đ/g, "d").replace(/Đ/g, "D")
}

/** What is typed while the index is still on its way is asked when it is there, instead of finding nothing. */
function patient(handle) {
  let indexed, last
  return async event => {
    if (event.data.type === SETUP) {
      indexed = handle(event)
      await indexed
      if (last) handle(last)
    } else if (indexed) {
      await indexed
      handle(event)
    } else {
      last = event
    }
  }
}

/** The theme's engine, named by the page; only a file beside this one. */
function engine() {
  const name = new URLSearchParams(location.search).get("engine")
  if (!/^search\.[0-9a-f]+\.min\.js$/.test(name)) throw new Error("no such search engine")
  return name
}

/** How much a title counts that is the query, begins with it, or holds its words side by side. */
function weight(title, query) {
  if (title === query) return 8
  if (title.startsWith(query)) return 4
  return title.includes(query) ? 2 : 1
}

/** Lunr: a second token at the same place, and stricter queries before looser ones. */
function teach(lunr) {
  const titles = new Map()
  const both = token => {
    const plain = fold(token.toString())
    return plain === token.toString() ? token : [token, token.clone().update(() => plain)]
  }
  lunr.Pipeline.registerFunction(both, "fold")
  const add = lunr.Builder.prototype.add
  lunr.Builder.prototype.add = function (document, attributes) {
    if (!this.folds) this.pipeline.add(both)
    this.folds = true
    titles.set(document.location, fold(document.title).toLowerCase())
    return add.call(this, document, attributes)
  }
  const search = lunr.Index.prototype.search
  lunr.Index.prototype.search = function (query) {
    const typed = compose.call(query, "NFC")
    const all = typed.split(" ").map(word => (CONTROLS.test(word) ? word : `+${word}`)).join(" ")
    const ways = [...new Set([all, fold(all), fold(typed)])]
    for (const way of ways) {
      const found = search.call(this, way)
      const words = fold(way).replace(/[+*]/g, "").toLowerCase()
      for (const one of found) one.score *= weight(titles.get(one.ref) ?? "", words)
      if (found.length) return found
    }
    return []
  }
}

// The theme's successor brings words into one form by asking for NFKD, on both sides.
String.prototype.normalize = function (form) {
  return form === "NFKD" ? fold(String(this)) : compose.call(this, form)
}
const listen = self.addEventListener
self.addEventListener = (kind, handle) => listen.call(self, kind, kind === "message" ? patient(handle) : handle)
importScripts(engine())
if (self.lunr) teach(self.lunr)
