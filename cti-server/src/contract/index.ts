// The one door through which the browser sees the server.
export * from './call.ts';
export * from './derive.ts';
export * from './http.ts';
export * from './message.ts';
export * from './people.ts';
export * from './reconciliation.ts';
