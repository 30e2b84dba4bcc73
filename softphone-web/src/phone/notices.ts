import type { PhoneCall } from './phone.ts';

/** The words of a notice; hostile names are in it as plain text. */
export interface NoticeWords {
  readonly title: string;
  readonly body: string;
}

/** A notice that is shown. */
export interface Notice {
  readonly body: string;
  readonly close: () => void;
}

/** Shows a notice of a call that rings; a call replaces its own. `clicked`: somebody wants to see the page. */
export type ShowNotice = (call: PhoneCall, words: NoticeWords, clicked: () => void) => Notice;

const tagOf = (call: PhoneCall) => `perezvon-${call.id}`;

/** A notice without buttons: all that a page itself may show. */
export const plainNotice: ShowNotice = (call, { title, body }, clicked) => {
  const notice = new Notification(title, { body, tag: tagOf(call), requireInteraction: true });
  notice.onclick = () => {
    clicked();
    notice.close();
  };
  return notice;
};

/** What the buttons of a notice do. */
export interface NoticeActs {
  readonly answer: (id: string) => void;
  readonly reject: (id: string) => void;
}

/** A notice whose buttons answer and reject, where the platform has such: a service worker's. */
export function createButtonNotices(options: {
  readonly registration: Pick<ServiceWorkerRegistration, 'showNotification' | 'getNotifications'>;
  /** Where the worker tells what was clicked. */
  readonly worker: Pick<ServiceWorkerContainer, 'addEventListener' | 'removeEventListener'>;
  readonly acts: NoticeActs;
  readonly words: () => { readonly answer: string; readonly reject: string };
}): { readonly show: ShowNotice; readonly stop: () => void } {
  const { registration, worker, acts, words } = options;
  const clicks = new Map<string, () => void>();

  function heard({ data }: MessageEvent): void {
    const { kind, act, call } = data as { kind?: string; act?: string; call?: string };
    if (kind !== 'notice' || call === undefined) return;
    if (act === 'answer' || act === 'reject') acts[act](call);
    else if (act === 'show') clicks.get(call)?.();
  }
  worker.addEventListener('message', heard);

  return {
    show(call, { title, body }, clicked) {
      const tag = tagOf(call);
      const { answer, reject } = words();
      clicks.set(call.id, clicked);
      // `actions` is younger than the types
      const how = {
        body,
        tag,
        data: call.id,
        requireInteraction: true,
        actions: [
          { action: 'answer', title: answer },
          { action: 'reject', title: reject },
        ],
      };
      const shown = registration.showNotification(title, how);
      return {
        body,
        close() {
          clicks.delete(call.id);
          // one that is not shown yet can't be found
          void shown
            .then(() => registration.getNotifications({ tag }))
            .then((all) => all.forEach((one) => one.close()))
            .catch(() => undefined);
        },
      };
    },
    stop: () => worker.removeEventListener('message', heard),
  };
}

/** Whether notices may have buttons here. */
export function hasButtons(): boolean {
  const { maxActions = 0 } = (globalThis.Notification ?? {}) as { maxActions?: number };
  return maxActions >= 2 && 'serviceWorker' in navigator;
}
