/** What tells that the network or the page came or went; `window` and `document` in the page. */
export interface Surroundings {
  /** Calls `act` when the browser says that the network is gone, or is back. */
  readonly onNetwork: (act: (online: boolean) => void) => () => void;
  /** Calls `act` when the page is seen again, also after the computer slept. */
  readonly onSeen: (act: () => void) => () => void;
}

/** The page itself as surroundings. */
export const pageSurroundings: Surroundings = {
  onNetwork(act) {
    const online = () => act(true);
    const offline = () => act(false);
    addEventListener('online', online);
    addEventListener('offline', offline);
    return () => {
      removeEventListener('online', online);
      removeEventListener('offline', offline);
    };
  },
  onSeen(act) {
    const seen = () => document.visibilityState === 'visible' && act();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  },
};
