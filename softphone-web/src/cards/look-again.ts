/** How a list is asked for that others change, too: anew when it comes to the screen, and every few seconds while it is there. */
export const LOOK_AGAIN = { staleTime: 0, refetchInterval: 5_000 } as const;
