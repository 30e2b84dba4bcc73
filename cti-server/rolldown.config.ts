import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'rolldown';

const page = join(import.meta.dirname, '../softphone-web/dist/assets');

// The production server in a few files: starts in a fraction of the time of the sources. Native parts
// and what reads files of its own package stay outside; migrations are found beside package.json.
export default defineConfig({
  input: {
    main: join(import.meta.dirname, 'src/main.ts'),
    'writer-thread': join(import.meta.dirname, 'src/writer/thread.ts'),
  },
  platform: 'node',
  external: ['better-sqlite3', '@node-rs/argon2', /^@perezvon\/crm-core\/package\.json$/],
  output: {
    dir: join(import.meta.dirname, 'dist'),
    format: 'esm',
    cleanDir: true,
    sourcemap: true,
    // Comments and blanks go, names stay: less to read at start, and stack traces that one can read.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    chunkFileNames: '[name].js',
  },
  plugins: [
    {
      name: 'compress-page',
      // Once at build, at the highest level, instead of at each request.
      closeBundle() {
        for (const name of readdirSync(page)) {
          const file = join(page, name);
          if (/\.(?:br|gz)$/.test(name)) rmSync(file);
          else if (/\.(?:js|css|svg)$/.test(name)) compress(file);
        }
      },
    },
  ],
});

function compress(file: string): void {
  const content = readFileSync(file);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(`${file}.br`, brotliCompressSync(content, best));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
