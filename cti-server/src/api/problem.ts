import { basename } from 'node:path';
import { CursorError, NoSuchCompanyError, StorageError } from '@perezvon/crm-core';
import type { Problem } from '../contract/index.ts';
import { AppError, inWords, type Language } from '../kernel/errors.ts';
import { InvalidRequest, sentenceFor } from './validation.ts';

/** Words that say less than the sentence of an error that is about just this. */
const UNSAID: ReadonlySet<string> = new Set(['wrong', 'taken']);

/** An error as it leaves: RFC 9457 problem details. `detail` says what is wrong, the member `cure` what to do. */
export function problemOf(error: AppError, language: Language): Problem {
  const { sentence, cure } = inWords(error.code, language, error.values);
  const fields = error.fields && {
    fields: Object.fromEntries(
      Object.entries(error.fields).map(([name, wrong]) => [
        name,
        typeof wrong === 'object'
          ? wrong[language]
          : error.code !== 'invalid' && UNSAID.has(wrong)
            ? sentence
            : sentenceFor(wrong, language),
      ]),
    ),
  };
  return {
    type: `urn:perezvon:problem:${error.code}`,
    title: sentence,
    status: error.status,
    detail: sentence,
    code: error.code,
    cure,
    ...fields,
  };
}

/** Fastify's own errors by their code. */
const FASTIFY: Readonly<Record<string, 'too-large' | 'wrong-media-type' | 'took-too-long'>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-media-type',
  FST_ERR_HANDLER_TIMEOUT: 'took-too-long',
};

/** Any error → one of the catalogue; null for one that is nobody's but ours (a 500). */
export function known(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof InvalidRequest) {
    return new AppError('invalid', { values: { what: error.message }, fields: error.fields });
  }
  if (error instanceof CursorError) return invalid('cursor', error.message);
  if (error instanceof NoSuchCompanyError) return invalid('companyId', error.message);
  if (error instanceof StorageError) {
    // where the data lies is nobody's business but the administrator's
    return new AppError(error.code, { values: { file: basename(error.file) }, cause: error });
  }
  if (!(error instanceof Error)) return null;
  const { code = '', statusCode = 500 } = error as Error & { code?: string; statusCode?: number };
  const ours = FASTIFY[code];
  if (ours) return new AppError(ours);
  if (statusCode === 404) return new AppError('not-found');
  if (statusCode === 429) return new AppError('too-many-attempts', { values: { seconds: 60 } });
  return statusCode < 500 ? invalid(null, error.message) : null;
}

function invalid(field: string | null, what: string): AppError {
  return new AppError('invalid', {
    values: { what },
    ...(field === null ? {} : { fields: { [field]: 'wrong' } }),
  });
}
