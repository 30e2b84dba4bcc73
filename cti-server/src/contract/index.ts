// The one door through which the browser sees the server.
export * from './audit.ts';
export * from './audit-words.ts';
export * from './call.ts';
export * from './connection.ts';
export * from './derive.ts';
export * from './doctor.ts';
export * from './explain.ts';
export * from './explain-words.ts';
export * from './http.ts';
export * from './message.ts';
export * from './people.ts';
export * from './reconciliation.ts';
export * from './retention.ts';
export * from './second-factor.ts';
export * from './settings.ts';
export * from './tokens.ts';
export * from './tolls.ts';
