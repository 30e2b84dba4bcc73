import { Directory, type User } from '../contract/index.ts';
import { type Api, signedIn } from './route.ts';

/** What the directory is made of. */
export interface DirectoryParts {
  readonly accounts: { list(): Promise<readonly User[]> };
  /** The numbers of a PBX that have a name. */
  readonly numbersOf: (pbx: string | null) => ReadonlyMap<string, string>;
}

/** Whom one may call by name at the own PBX. */
export function directoryRoutes(api: Api, { accounts, numbersOf }: DirectoryParts): void {
  api.get(
    '/api/directory',
    {
      schema: {
        summary: 'Colleagues and numbers of the house by name, of the own PBX',
        response: { 200: Directory },
      },
    },
    async (request) => {
      const { user } = signedIn(request);
      const people = (await accounts.list())
        .filter((one) => one.pbx === user.pbx && !one.disabled && one.extension !== null)
        .map(({ name, login, extension }) => ({
          kind: 'person' as const,
          name: name || login,
          number: extension ?? '',
        }));
      const house = [...numbersOf(user.pbx)].map(([number, name]) => ({
        kind: 'house' as const,
        name,
        number,
      }));
      return { items: [...people, ...house] };
    },
  );
}
