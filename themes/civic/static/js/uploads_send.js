// Sends one file ahead of its form, to where the server says: so that no form is too large, and sending it is quick.
const STALLED = 45000;

// What the form posts in the file's stead. Throws when the file did not arrive; then it goes with the form.
// `heard` is told the share that has left, from 0 to 1; `signal` breaks it off.
export async function sendAhead(address, input, file, { token = "", heard = () => {}, signal } = {}) {
  const sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const asked = { for: input, size: file.size, type: file.type, sha256, token };
  const answer = await fetch(address, {
    method: "POST", body: JSON.stringify(asked), cache: "no-store", credentials: "omit", signal,
    headers: { "Content-Type": "application/json", Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { grant, ...offer } = await answer.json();
  await (globalThis.XMLHttpRequest ? watched : plain)(offer, bodyOf(offer, file), heard, signal);
  return `${grant}/${file.name}`;
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function bodyOf({ method, fields }, file) {
  if (method === "PUT") return file.slice(0, file.size, "application/octet-stream");
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file);
  return body;
}

async function plain({ method, url }, body, _heard, signal) {
  const answer = await fetch(url, { method, body, credentials: "omit", signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
}

// Only this way tells how much has left. What stands still for long is broken off, for the form waits on it.
function watched({ method, url }, body, heard, signal) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    let alarm = 0;
    const awake = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => request.abort(), STALLED);
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => { awake(); heard(total ? loaded / total : 0); });
    request.addEventListener("loadend", () => {
      clearTimeout(alarm);
      if (request.status >= 200 && request.status < 300) done(); else failed(new Error(`${request.status}`));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.open(method, url);
    awake();
    request.send(body);
  });
}
