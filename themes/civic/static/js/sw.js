// Keeps what was read readable without signal: files of the theme by the hash of their content, pages that were
// visited by their address, at most so many. Pages of functions are somebody's, and are never kept.
import { deliver } from "./drafts_send.js";
import { list } from "./drafts_vault.js";

const SHELL = "motcua.shell";
const VISITED = "motcua.visited";
const SAVED = "x-motcua-saved";
const FORM = "/nop/";
const MAIN = '<main id="noi-dung">';

// `files`: hashes by path, of what is kept once it was asked for; `shell`: those fetched at once; `form`: those that a
// kept form needs; `offline`: path of the page shown where nothing is kept; `functions`: first parts of addresses that
// are never kept; `most`: how many pages; `patience`: ms after which a kept page is shown instead of waiting;
// `words.seen`: said on a kept page, with {time}.
export function serve(config) {
  addEventListener("install", (event) => event.waitUntil(fetchAll(config.shell, config).then(() => skipWaiting())));
  addEventListener("activate", (event) => event.waitUntil(tidy(config).then(() => clients.claim())));
  addEventListener("fetch", (event) => {
    const answer = answerOf(event, config);
    if (answer) event.respondWith(answer);
  });
  addEventListener("message", (event) => { if (event.data?.keep) event.waitUntil(keepNow(event.data.keep, config)); });
  addEventListener("sync", (event) => { if (event.tag === "motcua.send") event.waitUntil(sendAll()); });
}

const keyOf = (path, hash) => `${path}?${hash}`;

// What is in the store under its hash already is not fetched again; what is not what the list says stops the install.
async function fetchAll(paths, { files }) {
  const cache = await caches.open(SHELL);
  await Promise.all(paths.map(async (path) => {
    const hash = files[path];
    if (await cache.match(keyOf(path, hash))) return;
    const answer = await fetch(path, { cache: "no-cache" });
    if (!answer.ok || !(await fits(answer.clone(), hash))) throw new Error(`${path} is not what was announced`);
    await cache.put(keyOf(path, hash), answer);
  }));
}

// A page carries the key it was made under instead of a hash.
async function fits(answer, hash) {
  if (hash.length !== 64) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === hash;
}

async function tidy({ files }) {
  const cache = await caches.open(SHELL);
  const wanted = new Set(Object.entries(files).map(([path, hash]) => keyOf(path, hash)));
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!wanted.has(pathname + search)) await cache.delete(request);
  }
}

// A promise of an answer; undefined leaves the request to the browser. A form that is posted always is left.
function answerOf(event, config) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return undefined;
  const hash = config.files[url.pathname];
  if (hash && !url.search && request.mode !== "navigate") return fromShell(request, url.pathname, hash);
  if (request.mode !== "navigate") return undefined;
  return personal(url, config) ? orOffline(request, config) : fromNetwork(event, url, config);
}

const personal = (url, { functions }) => functions.includes(url.pathname.split("/")[1]);

async function fromShell(request, path, hash) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(keyOf(path, hash));
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && await fits(answer.clone(), hash)) await cache.put(keyOf(path, hash), answer.clone());
  return answer;
}

const orOffline = (request, config) => fetch(request).catch(() => offlinePage(config));

async function offlinePage({ offline, files }) {
  const kept = await (await caches.open(SHELL)).match(keyOf(offline, files[offline]));
  const { headers } = kept ?? {};
  return kept ? new Response(kept.body, { status: 503, headers }) : Response.error();
}

// The network first, since rules change; what was read before where it fails, lags or is broken.
async function fromNetwork(event, url, config) {
  const cache = await caches.open(VISITED);
  const kept = await cache.match(url.pathname);
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => keep(cache, url, answer.clone(), config)).catch(() => {}));
  const lag = kept ? new Promise((done) => { setTimeout(done, config.patience); }) : new Promise(() => {});
  const answer = await Promise.race([fresh.catch(() => null), lag]);
  if (answer && (answer.status < 500 || !kept)) return answer;
  return kept ? marked(kept, config) : offlinePage(config);
}

// The page that brought this worker was there before it, and would be missing on the next way home.
async function keepNow(path, config) {
  const url = new URL(path, location.origin);
  if (!personal(url, config)) await keep(await caches.open(VISITED), url, await fetch(url, { cache: "no-cache" }), config);
}

// The oldest stand first: what is read again moves to the end. A device that is full keeps nothing, and fails quietly.
async function keep(cache, url, answer, config) {
  const headers = new Headers(answer.headers);
  const html = (headers.get("content-type") ?? "").startsWith("text/html");
  const shared = !/no-store|private/.test(headers.get("cache-control") ?? "");
  if (!answer.ok || answer.redirected || answer.type !== "basic" || !html || !shared || url.search) return;
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  headers.set(SAVED, new Date().toISOString());
  const saved = new Response(await answer.arrayBuffer(), { headers });
  if (url.pathname.endsWith(FORM)) await fetchAll(config.form, config);
  await cache.delete(url.pathname);
  await cache.put(url.pathname, saved);
  await drop(cache, config.most);
}

async function drop(cache, most) {
  const all = await cache.keys();
  for (const request of all.slice(0, Math.max(0, all.length - most))) await cache.delete(request);
}

// A kept page says that it is one, and since when.
async function marked(kept, { words }) {
  const time = new Date(kept.headers.get(SAVED)).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric", year: "numeric" });
  const note = `<div class="wrap"><div class="note" role="status"><p>${words.seen.replace("{time}", time)}</p></div></div>`;
  const text = (await kept.text()).replace(MAIN, () => MAIN + note);
  return new Response(text, { headers: kept.headers });
}

// Open pages send their own; of closed ones, only what the citizen lent the key for.
async function sendAll() {
  for (const tab of await clients.matchAll({ type: "window" })) tab.postMessage("motcua.send");
  const lent = (await list()).filter((one) => one.state === "waiting" && one.keep);
  const after = await Promise.all(lent.map((one) => deliver({ id: one.id, key: one.keep })));
  // Failing tells the browser to wake us again.
  if (after.some((one) => one?.state === "waiting")) throw new Error("not sent yet");
}
