// Begun forms kept on this device, sealed with a key that only the citizen's link holds (the part after #,
// which no browser sends to a server). In clear stand a random id, a time and how far the draft is.
const NAME = "motcua";
const DRAFTS = "drafts";
const FILES = "files";
const MARK = "nhap";

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(DRAFTS, { keyPath: "id" });
      request.result.createObjectStore(FILES, { keyPath: ["draft", "n"] });
    };
    request.onsuccess = () => {
      request.result.onclose = () => { opened = undefined; };
      resolve(request.result);
    };
    request.onerror = () => { opened = undefined; reject(request.error); };
  });
  return opened;
}

// `work` puts its requests; what it returns last is the answer once everything is really on the disk.
async function transact(stores, mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, mode, { durability: "strict" });
    let answer;
    transaction.oncomplete = () => resolve(answer instanceof IDBRequest ? answer.result : answer);
    transaction.onabort = () => reject(transaction.error);
    answer = work(...stores.map((name) => transaction.objectStore(name)));
  });
}

const filesOf = (id) => IDBKeyRange.bound([id], [id, []]);
const base64 = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const unbase64 = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

export const possible = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB && navigator.locks);

// A link is { id, key, hash }; the hash is all of it.
export async function newLink() {
  const secret = base64(crypto.getRandomValues(new Uint8Array(32)));
  return linkOf(`#${MARK}=${crypto.randomUUID()}.${secret}`);
}

// The link in an address's hash; null where there is none, or none of ours.
export async function linkOf(hash) {
  const found = /^#nhap=([0-9a-f-]{36})\.([\w-]{43})$/.exec(hash);
  if (!found) return null;
  const key = await crypto.subtle.importKey("raw", unbase64(found[2]), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { id: found[1], key, hash };
}

async function seal(key, about, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) };
  return { iv, data: await crypto.subtle.encrypt(algorithm, key, bytes) };
}

const unseal = (key, about, { iv, data }) =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) }, key, data);

// { state, saved, content }; null when this device holds no such draft. Throws when the key does not fit.
export async function load({ id, key }) {
  const record = await transact([DRAFTS], "readonly", (drafts) => drafts.get(id));
  if (!record) return null;
  const content = JSON.parse(new TextDecoder().decode(await unseal(key, id, record.box)));
  return { state: record.state, saved: record.saved, content };
}

// Keep the content; answers when. `state`: open, waiting, sent, handed. `keep` lends the key to the service
// worker. With `again`, a draft that was wiped meanwhile stays wiped, and the answer is null.
export async function store({ id, key }, state, content, { keep = null, again = false } = {}) {
  const box = await seal(key, id, new TextEncoder().encode(JSON.stringify(content)));
  const saved = Date.now();
  const named = new Set((content.files ?? []).map((one) => one.n));
  return transact([DRAFTS, FILES], "readwrite", (drafts, files) => {
    const answer = { saved };
    const put = () => {
      drafts.put({ id, state, saved, box, ...(keep && { keep }) });
      files.openKeyCursor(filesOf(id)).onsuccess = ({ target }) => {
        if (!target.result) return;
        if (!named.has(target.result.primaryKey[1])) files.delete(target.result.primaryKey);
        target.result.continue();
      };
    };
    if (!again) { put(); return answer; }
    drafts.get(id).onsuccess = ({ target }) => { if (target.result) put(); else answer.saved = null; };
    return answer;
  }).then((answer) => answer.saved);
}

// Keep one file of a draft; answers its number there. Throws QuotaExceededError where the device is full.
export async function storeFile({ id, key }, file) {
  const n = crypto.randomUUID();
  const box = await seal(key, `${id}/${n}`, await file.arrayBuffer());
  await transact([FILES], "readwrite", (files) => { files.put({ draft: id, n, box }); });
  return n;
}

export async function loadFile({ id, key }, { n, filename, type }) {
  const record = await transact([FILES], "readonly", (files) => files.get([id, n]));
  return record ? new File([await unseal(key, `${id}/${n}`, record.box)], filename, { type }) : null;
}

export const wipe = (id) => transact([DRAFTS, FILES], "readwrite", (drafts, files) => {
  drafts.delete(id);
  files.delete(filesOf(id));
});

export const wipeAll = () => transact([DRAFTS, FILES], "readwrite", (drafts, files) => {
  drafts.clear();
  files.clear();
});

// What stands in clear of every draft: { id, state, saved, keep }.
export const list = () => transact([DRAFTS], "readonly", (drafts) => drafts.getAll());
