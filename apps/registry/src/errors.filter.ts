import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { answerWith, erased, Problem } from './problem.ts';
import { breaks, isOutOfRoom, isUnavailable } from './violations.ts';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What a library refuses is the request's fault. The messages name loci, rows and codes, never alleles. */
const LIBRARY_ERRORS: Readonly<Record<string, number>> = { KinshipError: 422, ProfileError: 422 };

/** Findings beyond these help nobody, and a hostile body can cause thousands. */
const MOST_FINDINGS = 20;

/** Turns every error into problem+json (RFC 9457). What nobody foresaw is logged and answered without its words. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('errors');

  catch(error: unknown, host: ArgumentsHost): void {
    const { status, code, detail, extra } = this.answer(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!reply.sent) answerWith(reply, new Problem(status, code, detail, extra));
  }

  private answer(error: unknown): Answer {
    if (error instanceof Problem) return error;
    if (error instanceof HttpException) return fromNest(error);
    if (breaks(error, 'erased')) return erased('Something of this request');
    if (error instanceof Error && LIBRARY_ERRORS[error.constructor.name] !== undefined) {
      const code = 'code' in error ? String(error.code) : 'refused';
      return { status: LIBRARY_ERRORS[error.constructor.name] ?? 422, code, detail: error.message };
    }
    if (isFastifyError(error)) return fromFastify(error);
    if (isUnavailable(error)) {
      const detail = 'The database does not answer at the moment. Nothing was lost; try again in a few seconds.';
      return { status: 503, code: 'database-unavailable', detail, extra: { retryAfter: 2 } };
    }
    if (isOutOfRoom(error)) {
      const detail = 'The service has no room for this at the moment; tell its operator. Nothing was stored.';
      return { status: 507, code: 'no-room', detail };
    }
    this.logger.error({ message: 'unforeseen', error: describe(error) });
    const detail = 'Something went wrong here. Nothing was half done; try again, and tell the operator if it stays.';
    return { status: 500, code: 'internal', detail };
  }
}

const TOO_LARGE: Answer = {
  status: 413,
  code: 'too-large',
  detail: 'The request is larger than this service accepts; nothing was stored. Split the file.',
};

/** Field names are the sender's own words when they are none of ours. */
function named(finding: unknown): string {
  const text = String(finding);
  return / should not exist$/.test(text) ? 'a property should not exist' : text;
}

/** class-validator's findings name the field and the rule; the value itself is not repeated. */
function fromNest(error: HttpException): Answer {
  const status = error.getStatus();
  const response = error.getResponse();
  const found = typeof response === 'object' && 'message' in response ? response.message : undefined;
  if (status === 400 && Array.isArray(found)) {
    const detail = 'The request does not have the expected form.';
    return { status, code: 'malformed-request', detail, extra: { errors: found.slice(0, MOST_FINDINGS).map(named) } };
  }
  if (status === 413) return TOO_LARGE;
  if (status === 415) {
    return { status, code: 'unsupported-media-type', detail: 'Send JSON, or a file as multipart/form-data.' };
  }
  if (status === 404) return { status, code: 'not-found', detail: 'There is nothing at this address.' };
  if (status === 429) {
    return {
      status,
      code: 'too-many-requests',
      detail: 'Too many requests; wait a little.',
      extra: { retryAfter: 60 },
    };
  }
  if (status === 503 && typeof response === 'object') {
    return { status, code: 'not-ready', detail: 'The service is not ready.', extra: { ...response } };
  }
  return { status, code: 'malformed-request', detail: 'The request does not have the expected form.' };
}

function isFastifyError(error: unknown): error is Error & { statusCode: number; code: string } {
  return (
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500
  );
}

function fromFastify(error: { statusCode: number; code: string }): Answer {
  if (error.statusCode === 413 || error.code === 'FST_REQ_FILE_TOO_LARGE') {
    return TOO_LARGE;
  }
  return {
    status: error.statusCode,
    code: 'malformed-request',
    detail: 'The request body cannot be read in the form its headers state.',
  };
}

/** Class, code and stack only: messages of database drivers may quote values. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const stack = error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  return { kind: error.constructor.name, code, stack };
}
