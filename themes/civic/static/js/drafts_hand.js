// A form was posted from this tab. Where the page that came back shows that the server keeps it, this device
// keeps no second copy of it, only the way there.
import { linkOf, load, store } from "./drafts_vault.js";

const WAITING = "motcua.handed";

// Where the server keeps the draft, or the case that it became; empty for any other page.
function place() {
  const [, kind, first, second] = location.pathname.split("/");
  if (document.getElementById("su-co")) return "";
  if (kind === "ban-nhap" && first) return `/ban-nhap/${first}`;
  if (kind === "ho-so" && second) return location.pathname;
  const token = document.querySelector("#don input[name=_token]")?.value;
  if (token) return `/ban-nhap/${token}`;
  const shown = kind === "nop" && document.getElementById("lien-ket")?.value;
  return shown ? new URL(shown, location.href).pathname : "";
}

export async function handOver() {
  const href = place();
  if (!href) return;
  const link = await linkOf(sessionStorage.getItem(WAITING));
  sessionStorage.removeItem(WAITING);
  const held = link && await load(link).catch(() => null);
  if (held?.state === "open") {
    const { slug, title } = held.content;
    await store(link, "handed", { slug, title, handed: { href } }, { again: true });
  }
}
