// On every page: the service worker that keeps what was read, and what begun forms need.
const first = !navigator.serviceWorker?.controller;

// After all else, for on a slow line it would take the page's own share.
async function keepReading() {
  await navigator.serviceWorker.register("/sw.js", { type: "module", updateViaCache: "none" });
  if (first) (await navigator.serviceWorker.ready).active.postMessage({ keep: location.pathname });
}

if (navigator.serviceWorker) {
  const begin = () => keepReading().catch(() => {});
  if (document.readyState === "complete") begin(); else addEventListener("load", begin, { once: true });
}

const ready = new Promise((done) => {
  if (document.readyState === "complete") done(); else addEventListener("DOMContentLoaded", done, { once: true });
});

ready.then(async () => {
  const { possible } = await vault();
  if (!possible()) return;
  if (sessionStorage.getItem("motcua.handed")) await (await import("./drafts_hand.js")).handOver();
  if (document.querySelector("#don[data-slug]")) await import("./drafts.js");
  if (document.getElementById("da-luu")) await import("./offline_kept.js");
});

// Most pages hold no form and owe nothing: they load nothing more.
function vault() {
  const wanted = document.querySelector("#don[data-slug],#da-luu") || sessionStorage.getItem("motcua.handed");
  return wanted ? import("./drafts_vault.js") : { possible: () => false };
}
