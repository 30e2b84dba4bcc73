import type { CommandResult } from '../pbx/connector.ts';
import { CommandAnswer } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { type Api, signedIn } from './route.ts';

/** A test call: the PBX rings the own phone and plays back what it says. It is no call of the log. */
export function echoRoutes(
  api: Api,
  /** Null while the PBX is away. */
  echo: (pbx: string, extension: string) => Promise<CommandResult> | null,
): void {
  api.post(
    '/api/me/echo',
    {
      schema: {
        summary: 'Ring the own phone, and play back to it what it says',
        response: { 200: CommandAnswer },
      },
    },
    async (request) => {
      const { extension, pbx } = signedIn(request).user;
      if (extension === null || pbx === null) throw new AppError('no-extension');
      const outcome = await (echo(pbx, extension) ?? Promise.reject(new AppError('pbx-away')));
      return {
        result: outcome.result,
        reason: outcome.result === 'accepted' ? null : outcome.reason,
      };
    },
  );
}
