/**
 * Keeps the shell of the pages for a start without a network (Y12): a payer in a basement still gets their payment code. Only what Vite built and the one
 * document are kept; calls, live events and documents of the platform are never touched.
 */
const CACHE = "paywindow-shell-1";
const SHELL = "/";

const isBuilt = (url) => url.pathname.startsWith("/assets/") || url.pathname === "/favicon.svg";
const isPage = (request, url) =>
  request.mode === "navigate" && ["/", "/wallet", "/till", "/collect", "/choose"].includes(url.pathname);

const keep = async (key, response) => {
  if (response.ok) await (await caches.open(CACHE)).put(key, response.clone());
  return response;
};

/** A built file never changes under its name: what is kept is used, anything else is fetched and kept. */
const fromCacheFirst = async (request) => (await caches.match(request)) ?? keep(request, await fetch(request));

/** The document names the built files, so the newest is wanted; the kept one serves where no network answers. */
const fromNetworkFirst = async (request) => {
  try {
    return await keep(SHELL, await fetch(request));
  } catch (error) {
    const kept = await caches.match(SHELL);
    if (kept) return kept;
    throw error;
  }
};

/** The page tells what it had loaded before this worker was there. */
const keepAll = (urls) =>
  Promise.all(urls.filter((url) => isBuilt(new URL(url))).map((url) => fromCacheFirst(new Request(url))));

const keepDocument = async () => keep(SHELL, await fetch(SHELL, { headers: { Accept: "text/html" } }));

self.addEventListener("install", (event) => event.waitUntil(keepDocument().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keepAll(event.data)));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isBuilt(url)) event.respondWith(fromCacheFirst(event.request));
  else if (isPage(event.request, url)) event.respondWith(fromNetworkFirst(event.request));
});
