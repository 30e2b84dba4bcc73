import { expect, it } from 'vitest';
import { standInForStorage } from './denied-storage.ts';

it('stands in for storage that is denied, and leaves one that is there alone', () => {
  const page = {} as Window;
  const own = { getItem: () => 'own' };
  Object.defineProperty(page, 'localStorage', { configurable: true, value: own });
  Object.defineProperty(page, 'sessionStorage', {
    configurable: true,
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    },
  });
  expect(standInForStorage(page)).toBe(true);
  expect(page.localStorage).toBe(own);
  page.sessionStorage.setItem('a', '1');
  page.sessionStorage.setItem('b', '2');
  page.sessionStorage.removeItem('a');
  const { length } = page.sessionStorage;
  expect([length, page.sessionStorage.key(0), page.sessionStorage.getItem('b')]).toEqual([
    1,
    'b',
    '2',
  ]);
  expect(page.sessionStorage.getItem('a')).toBeNull();
  expect(standInForStorage(page)).toBe(false);
});
