// The buttons of a notification of a ringing call: browsers let only a service worker have such. It keeps
// nothing and answers no request; what was clicked is told to the pages, of which one holds the phone.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('notificationclick', (event) => {
  const { action, notification } = event;
  notification.close();
  event.waitUntil(tell(action || 'show', notification.data));
});

async function tell(act, call) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) page.postMessage({ kind: 'notice', act, call });
  if (act !== 'reject') await pages[0]?.focus();
}
