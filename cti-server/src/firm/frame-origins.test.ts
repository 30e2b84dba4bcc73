import { expect, test } from 'vitest';
import { createFrameOrigins } from './frame-origins.ts';

function settings() {
  const kept = new Map<string, unknown>();
  return {
    get: (name: string) => kept.get(name),
    set: async (name: string, value: unknown) => void kept.set(name, value),
  };
}

test('origins are kept as browsers write them, each once', async () => {
  const store = settings();
  const frames = createFrameOrigins(store, { secure: true });
  expect(frames.list()).toEqual([]);
  await frames.set(
    frames.checked([
      'https://CRM.example.org/',
      ' https://crm.example.org ',
      'http://localhost:3000',
    ]),
  );
  expect(createFrameOrigins(store, { secure: true }).list()).toEqual([
    'http://localhost:3000',
    'https://crm.example.org',
  ]);
});

test.each([
  'crm.example.org',
  'https://crm.example.org/path',
  'https://*.example.org',
  '*',
  '',
  "https://a.example 'none'",
  'https://a.example;script-src *',
  'javascript:alert(1)',
  'null',
  'https://user@crm.example.org',
  'http://crm.example.org',
  'https://a.example,https://b.example',
])('%s is refused, and nothing changes', async (origin) => {
  const frames = createFrameOrigins(settings(), { secure: true });
  await frames.set(['https://crm.example.org']);
  expect(() => frames.checked([origin])).toThrow(expect.objectContaining({ code: 'frame-origin' }));
  expect(frames.list()).toEqual(['https://crm.example.org']);
});

test('plain http is let in where this server speaks no TLS either', async () => {
  const frames = createFrameOrigins(settings(), { secure: false });
  expect(frames.checked(['http://crm.office'])).toEqual(['http://crm.office']);
});
