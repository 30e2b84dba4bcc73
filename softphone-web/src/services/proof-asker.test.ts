import { expect, test, vi } from 'vitest';
import { createHttp } from './http.ts';
import { createProofAsker } from './proof-asker.ts';

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ code, detail: 'd' }), { status });

test('what was refused for want of a proof is asked once more when it is given, and only then', async () => {
  const asker = createProofAsker();
  const fetched = vi
    .fn<typeof fetch>()
    .mockResolvedValueOnce(problem(403, 'proof-needed'))
    .mockResolvedValueOnce(problem(403, 'proof-needed'))
    .mockResolvedValueOnce(Response.json({ done: 1 }))
    .mockResolvedValueOnce(Response.json({ done: 2 }));
  const http = createHttp({ fetch: fetched, onSignedOut: () => {}, prove: asker.ask });
  const both = [http.post('/api/teams', { name: 'A' }), http.post('/api/teams', { name: 'B' })];
  await vi.waitFor(() => expect(fetched).toHaveBeenCalledTimes(2));
  await vi.waitFor(() => expect(asker.asked()).toBe('proof-needed'));
  asker.settle(true);
  expect(await Promise.all(both)).toEqual([{ done: 1 }, { done: 2 }]);
  expect(asker.asked()).toBeNull();
});

test('who does not show it is told of the refusal; another 403 asks nobody', async () => {
  const asker = createProofAsker();
  const fetched = vi
    .fn<typeof fetch>()
    .mockResolvedValueOnce(problem(403, 'proof-needed'))
    .mockResolvedValueOnce(problem(403, 'forbidden'));
  const http = createHttp({ fetch: fetched, onSignedOut: () => {}, prove: asker.ask });
  const refused = http.delete('/api/teams/a').catch((error: unknown) => error);
  await vi.waitFor(() => expect(asker.asked()).toBe('proof-needed'));
  asker.settle(false);
  expect(await refused).toMatchObject({ code: 'proof-needed' });
  await expect(http.delete('/api/teams/a')).rejects.toMatchObject({ code: 'forbidden' });
  expect(asker.asked()).toBeNull();
  expect(fetched).toHaveBeenCalledTimes(2);
});
