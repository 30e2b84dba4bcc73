// Nothing that needs a new Node is imported before its version is known: better-sqlite3 on an old one
// ends the process without a word.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 14)) {
  console.error(
    `Perezvon needs Node 22.14 or newer; this is ${process.versions.node}.\n` +
      'Run it by npm (npm start), which brings its own Node, or install a newer one.',
  );
  process.exit(1);
}

const { run } = await import('./run.ts');
await run();

export {};
