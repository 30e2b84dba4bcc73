import { NoSuchCompanyError, StorageError } from '@perezvon/crm-core';
import { AppError } from '../kernel/errors.ts';

/** An error on its way between threads, where classes are lost. */
export type Failure =
  | {
      readonly kind: 'storage';
      code: StorageError['code'];
      file: string;
      why: string;
      cure: string;
      sqlite: string;
    }
  | {
      readonly kind: 'app';
      code: AppError['code'];
      values: AppError['values'];
      fields: AppError['fields'];
    }
  | { readonly kind: 'no-such-company'; companyId: string }
  | { readonly kind: 'other'; message: string; stack: string | undefined };

/** What is needed to make the error anew. */
export function packFailure(error: unknown): Failure {
  if (error instanceof StorageError) {
    const { code, file, why, cure, cause } = error;
    const sqlite = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    return { kind: 'storage', code, file, why, cure, sqlite };
  }
  if (error instanceof AppError) {
    const { code, values, fields } = error;
    return { kind: 'app', code, values, fields };
  }
  if (error instanceof NoSuchCompanyError) {
    return { kind: 'no-such-company', companyId: error.companyId };
  }
  if (error instanceof Error) return { kind: 'other', message: error.message, stack: error.stack };
  return { kind: 'other', message: String(error), stack: undefined };
}

/** The error that `packFailure` was given, of the same class. */
export function unpackFailure(failure: Failure): Error {
  switch (failure.kind) {
    case 'storage': {
      const { code, file, why, cure, sqlite } = failure;
      const cause = Object.assign(new Error(why), { code: sqlite });
      return new StorageError(code, { file, why, cure, cause });
    }
    case 'app':
      return new AppError(failure.code, {
        values: { ...failure.values },
        ...(failure.fields ? { fields: { ...failure.fields } } : {}),
      });
    case 'no-such-company':
      return new NoSuchCompanyError(failure.companyId);
    case 'other':
      return Object.assign(new Error(failure.message), { stack: failure.stack });
  }
}
