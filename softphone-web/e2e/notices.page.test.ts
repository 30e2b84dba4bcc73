import { it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ANNA, ringingCall } from './sample-calls.ts';

const desk = useDesk({ notifies: true });
const { openDesk, ring, commands } = desk;

const annas = () => ringingCall('a', { caller: { kind: 'known', contact: ANNA, chosen: false } });

it('the notification of a call answers it by a button of its own, from whatever window one works in', async () => {
  await openDesk();
  const worker =
    desk.page.context().serviceWorkers()[0] ??
    (await desk.page.context().waitForEvent('serviceworker'));
  await desk.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await ring(annas());
  // what the platform shows, and tells of its buttons
  await soon(() =>
    worker.evaluate(async () => {
      const here = globalThis as unknown as { registration: ServiceWorkerRegistration };
      const [notice] = await here.registration.getNotifications();
      const { body, actions } = (notice ?? {}) as Notification & {
        actions?: { title: string }[];
      };
      return [body, ...(actions ?? []).map(({ title }) => title)];
    }),
  ).toEqual([ANNA.name, 'Ответить', 'Отклонить']);
  await worker.evaluate(async () => {
    const here = globalThis as unknown as {
      registration: ServiceWorkerRegistration;
      NotificationEvent: new (name: string, how: object) => Event;
    };
    const [notification] = await here.registration.getNotifications();
    const click = new here.NotificationEvent('notificationclick', {
      notification,
      action: 'answer',
    });
    // only the platform's own event may be waited for
    Object.assign(click, { waitUntil: () => {} });
    globalThis.dispatchEvent(click);
  });
  await soon(commands).toContain('answer:sip-a');
});
