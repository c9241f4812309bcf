// The page about what this device keeps: pages that were read, begun forms (how many, never what), and wiping.
import { list, wipeAll } from "./drafts_vault.js";

const words = JSON.parse(document.getElementById("loi-da-luu").textContent);
const box = document.getElementById("da-luu");
const drafts = document.getElementById("so-ban-nhap");

async function showPages() {
  const cache = await caches.open("motcua.visited");
  const kept = await cache.keys();
  const items = await Promise.all(kept.reverse().map(async (request) => {
    const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = new URL(request.url).pathname;
    link.textContent = page.querySelector("h1")?.textContent || page.title;
    return item;
  }));
  box.querySelector("ul").replaceChildren(...items);
  box.hidden = !items.length;
}

async function showDrafts() {
  const kept = (await list()).filter(({ state }) => ["open", "waiting"].includes(state));
  drafts.querySelector("p").textContent = kept.length ? words.some.replace("{n}", kept.length) : words.none;
}

for (const button of document.querySelectorAll("[data-wipe]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (button.dataset.wipe === "pages") await caches.delete("motcua.visited");
    else if (confirm(words.sure)) await wipeAll();
    await showPages();
    await showDrafts();
  });
}
await showPages();
await showDrafts();
drafts.hidden = false;
