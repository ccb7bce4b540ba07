// The service worker of the phone page: the page and what it is made of stay readable without a network.
const CACHE = "ancheng-phone-1";
const PAGES = ["/enforcement/phone/", "/dispatch/phone/"];
const scope = self as unknown as ServiceWorkerGlobalScope;

interface ExtendableEvent extends Event { waitUntil(work: Promise<unknown>): void }
interface FetchEvent extends ExtendableEvent { request: Request; respondWith(answer: Promise<Response>): void }
interface ServiceWorkerGlobalScope {
  addEventListener(kind: string, listener: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

scope.addEventListener("install", (event: ExtendableEvent) => event.waitUntil(scope.skipWaiting()));

scope.addEventListener("activate", (event: ExtendableEvent) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((each) => each.startsWith("ancheng-phone-") && each !== CACHE).map((each) => caches.delete(each))));
  event.waitUntil(Promise.all([old, scope.clients.claim()]));
});

// The page tells what it was made of: the first visit was not yet served from here.
scope.addEventListener("message", (event: MessageEvent & ExtendableEvent) => {
  const addresses = (event.data as { keep?: string[] }).keep;
  if (addresses) event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(addresses.map((each) => cache.add(each).catch(() => undefined)))));
});

scope.addEventListener("fetch", (event: FetchEvent) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== scope.location.origin) return;
  if (PAGES.includes(address.pathname)) event.respondWith(fresh(event.request, address.pathname));
  else if (address.pathname.startsWith("/static/")) event.respondWith(kept(event.request));
});

// From the network where there is one, so that nobody works with an old page; else what was kept.
async function fresh(request: Request, key: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(key, answer.clone());
    return answer;
  } catch (fault) {
    const there = await cache.match(key);
    if (there) return there;
    throw fault;
  }
}

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const there = await cache.match(request);
  const renewed = fetch(request).then(async (answer) => {
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  });
  if (!there) return renewed;
  renewed.catch(() => undefined);
  return there;
}

export {};
