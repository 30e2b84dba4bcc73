// A process that brings the database of a data directory up to date: `node migrator.ts DIR [N]`. With N it is
// killed before the N-th statement of the migrations; prints how many it came to, and how long all took, ms.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openData } from '../src/open-data.ts';

const [, , dir = '', last] = process.argv;
let statements = 0;
const { exec } = Sqlite.prototype;
Sqlite.prototype.exec = function exact(this: Sqlite.Database, text) {
  statements += 1;
  if (statements === Number(last)) process.kill(process.pid, 'SIGKILL');
  return exec.call(this, text);
};
const began = performance.now();
openData(dir, join(import.meta.dirname, '../migrations')).close();
console.log(JSON.stringify({ statements, ms: Math.round(performance.now() - began) }));
