// The library ships no types; only what ami-stream.ts uses.
declare module 'asterisk-manager' {
  import type { EventEmitter } from 'node:events';

  type Item = Record<string, string | string[] | Record<string, string>>;
  type Callback = (error: unknown, item?: Item) => void;

  interface Manager extends EventEmitter {
    connect(port: number, host: string): void;
    login(callback?: Callback): void;
    action(action: Record<string, unknown>, callback?: Callback): string;
    options: { username: string; password: string };
  }
  function createManager(
    port: number | undefined,
    host?: string,
    username?: string,
    password?: string,
    events?: boolean,
  ): Manager;
  export default createManager;
}
