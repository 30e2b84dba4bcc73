// A process that brings the database of a data directory up to date: `node migrator.ts DIR`.
import { join } from 'node:path';
import { openData } from '../src/open-data.ts';

openData(process.argv[2] ?? '', join(import.meta.dirname, '../migrations')).close();
