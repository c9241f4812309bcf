// Names that the theme's bundle expects: where the handbook begins, and a small store for its switches.
const begins = new URL(document.currentScript.dataset.base, location)
window.__md_scope = begins.pathname.endsWith("/") ? begins : new URL(`${begins.pathname}/`, location)
window.__md_hash = text => [...text].reduce((sum, one) => (sum << 5) - sum + one.charCodeAt(0), 0)
window.__md_get = (key, store = localStorage, scope = __md_scope) =>
  JSON.parse(store.getItem(`${scope.pathname}.${key}`))
window.__md_set = (key, value, store = localStorage, scope = __md_scope) => {
  try {
    store.setItem(`${scope.pathname}.${key}`, JSON.stringify(value))
  } catch {
    // A full or forbidden store forgets a switch, no more.
  }
}
