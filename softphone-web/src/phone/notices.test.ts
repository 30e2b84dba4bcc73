import { expect, test, vi } from 'vitest';
import { createButtonNotices } from './notices.ts';
import { createFakePhone } from './fake-phone.ts';

function shown() {
  const phone = createFakePhone();
  const worker = new EventTarget() as unknown as ServiceWorkerContainer;
  const close = vi.fn<() => void>();
  const showNotification = vi.fn<ServiceWorkerRegistration['showNotification']>(async () => {});
  const getNotifications = vi.fn<ServiceWorkerRegistration['getNotifications']>(async () => [
    { close } as unknown as Notification,
  ]);
  const registration = { showNotification, getNotifications };
  const acts = {
    answer: (id: string) => void phone.answer(id),
    reject: (id: string) => void phone.reject(id),
  };
  const words = () => ({ answer: 'Answer', reject: 'Reject' });
  const notices = createButtonNotices({ registration, worker, acts, words });
  const id = phone.ring('101');
  const [call] = phone.state().calls;
  if (!call) throw new Error('no call');
  const clicked = vi.fn<() => void>();
  const notice = notices.show(call, { title: 'Incoming', body: 'Anna' }, clicked);
  const click = (act: string, of = id) =>
    worker.dispatchEvent(new MessageEvent('message', { data: { kind: 'notice', act, call: of } }));
  return { phone, id, notice, notices, clicked, click, showNotification, getNotifications, close };
}

test('a notice has two buttons, and one of each call is shown', () => {
  const { id, showNotification } = shown();
  expect(showNotification.mock.calls).toEqual([
    [
      'Incoming',
      expect.objectContaining({
        body: 'Anna',
        tag: `perezvon-${id}`,
        data: id,
        actions: [
          { action: 'answer', title: 'Answer' },
          { action: 'reject', title: 'Reject' },
        ],
      }),
    ],
  ]);
});

test('its buttons answer and reject, a click shows the page; other messages are nothing', () => {
  const { phone, id, clicked, click, notices } = shown();
  click('show');
  click('delete');
  expect(clicked).toHaveBeenCalledTimes(1);
  click('answer');
  notices.stop();
  click('reject');
  expect(phone.commands).toEqual([`answer ${id}`]);
});

test('it goes with the call', async () => {
  const { notice, getNotifications, close, id } = shown();
  notice.close();
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  expect(getNotifications).toHaveBeenCalledWith({ tag: `perezvon-${id}` });
});
