// Sends a waiting draft, once: the same bytes under the same Idempotency-Key at every try, by one tab or by the
// service worker at a time. Whoever may have been heard is asked again, and the server gives the same case.
import { load, loadFile, store } from "./drafts_vault.js";
import { sendAhead } from "./uploads_send.js";

const BUSY = 429;

// What became of it: the draft as it stands now, or null when this device holds it no more.
export function deliver(link) {
  return navigator.locks.request(`motcua.send.${link.id}`, async () => {
    const held = await load(link);
    if (held?.state !== "waiting") return held;
    // Before the first byte leaves, for from here on the server may have it.
    const content = { ...held.content, attempted: true };
    if (!(await kept(link, "waiting", content))) return null;
    const [state, after] = await judged(content, await posted(link, content));
    await kept(link, state, after);
    return load(link);
  });
}

// A sending that goes on waiting keeps the key that the citizen lent for it; any other gives it back.
async function kept(link, state, content) {
  const keep = state === "waiting" && content.lent ? link.key : null;
  return store(link, state, content, { keep, again: true });
}

// The answer, or null when nobody knows whether the server heard.
async function posted(link, { slug, lang, parcel }) {
  const body = new FormData();
  body.append("_json", parcel.json);
  for (const one of parcel.files) {
    const file = await loadFile(link, one);
    if (!file) return { status: 0, lost: one.filename };
    const named = new File([file], one.filename, { type: file.type });
    const grant = await sendAhead(`/nop/${slug}/tep`, one.part, named).catch(() => "");
    if (grant) body.append(`_tep.${one.part}`, grant); else body.append(one.part, file, one.filename);
  }
  const headers = { Accept: "application/json", "Accept-Language": lang, "Idempotency-Key": link.id };
  try {
    const options = { method: "POST", body, headers, redirect: "error", cache: "no-store", credentials: "omit" };
    const answer = await fetch(`/nop/${slug}`, options);
    return { status: answer.status, said: await answer.json().catch(() => null) };
  } catch {
    return null;
  }
}

// [state, content] after an answer. What is no answer of ours (a hotel's sign-in page, a proxy) counts as none.
async function judged(content, answer) {
  const { parcel, attempted, trouble, ...open } = content;
  if (answer?.status === 201 && answer.said?.links?.self) {
    const { slug, title } = content;
    return ["sent", { slug, title, sent: { code: answer.said.code, href: answer.said.links.self } }];
  }
  if (answer?.lost) return ["open", { ...open, lost: [answer.lost] }];
  if (!answer || answer.status >= 500 || answer.status === BUSY || !answer.said?.status) {
    const why = answer ? "down" : "network";
    return ["waiting", { ...content, trouble: { why, at: Date.now() } }];
  }
  const { type, title, faults } = answer.said;
  if (answer.status === 422 && faults) return ["open", { ...open, faults }];
  if (type === "about:stale_version") return ["open", { ...open, stale: true }];
  return ["open", { ...open, refused: title }];
}
