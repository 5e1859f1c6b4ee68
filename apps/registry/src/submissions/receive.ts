import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';
import { CATEGORIES, type Category, isCategory } from './categories.ts';
import { Spool, type SpooledFile } from './spool.ts';
import { REASON, REASON_RULE } from './submissions.dto.ts';

/** What was said beside a file. */
export interface UploadWords {
  readonly fileName: string;
  readonly reason: string | undefined;
  /** Name of a column mapping that the laboratory has saved. */
  readonly mapping: string | undefined;
  /** What the persons of the file are, when the laboratory says so. */
  readonly category?: Category | undefined;
}

/** A file that came in, with what was said beside it. Whoever has it disposes of it. */
export interface ReceivedFile extends UploadWords, SpooledFile {}

/** How much of a file that is too large is still read and thrown away, so that the sender gets the answer, not a reset. */
const PATIENCE = 20;

/**
 * Reads the multipart parts `file`, `reason`, `mapping` and `category`; a large file goes through a file below `folder`. A
 * file over the limit is read to its end without being kept, then refused.
 */
export async function receiveFile(request: FastifyRequest, limitBytes: number, folder: string): Promise<ReceivedFile> {
  if (!request.isMultipart()) {
    throw new Problem(415, 'not-multipart', 'Send the file as multipart/form-data, in a part named "file".');
  }
  const limits = { fileSize: limitBytes * PATIENCE, files: 1, fields: 5, fieldSize: 4_000, parts: 6 };
  const spool = new Spool(folder);
  const words: { fileName?: string; reason?: string; mapping?: string; category?: Category } = {};
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        const wanted = part.fieldname === 'file';
        await take(part, wanted ? spool : undefined, limitBytes);
        if (wanted) words.fileName = plainName(part.filename);
      } else if (part.fieldname === 'reason') Object.assign(words, { reason: reasonOf(part.value) });
      else if (part.fieldname === 'mapping') Object.assign(words, { mapping: nameOf(part.value) });
      else if (part.fieldname === 'category') Object.assign(words, { category: categoryOf(part.value) });
    }
    const { fileName, reason, mapping, category } = words;
    if (fileName === undefined)
      throw new Problem(422, 'missing-file', 'The request holds no file; send it in a part named "file".');
    return { ...(await spool.finish()), fileName, reason, mapping, category };
  } catch (error) {
    await spool.discard();
    throw reasonFor(error);
  }
}

/** What went wrong while a request was taken apart is the request's fault, unless the disk or we say otherwise. */
function reasonFor(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem || 'statusCode' in error) return error;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) {
    const detail = 'The service has no room for this file at the moment; tell its operator. Nothing was stored.';
    return new Problem(507, 'no-room', detail);
  }
  if ('syscall' in error) return error;
  const detail = 'The request cannot be taken apart as multipart/form-data, or it ended too early; send it again.';
  return new Problem(400, 'malformed-upload', detail);
}

async function take(part: MultipartFile, spool: Spool | undefined, limitBytes: number): Promise<void> {
  let size = 0;
  for await (const chunk of part.file) {
    size += chunk.length;
    if (size <= limitBytes) await spool?.write(chunk);
  }
  if (size > limitBytes) throw tooLarge(limitBytes);
}

function tooLarge(limitBytes: number): Problem {
  const limit = `${Math.floor(limitBytes / 1024 / 1024)} MB`;
  const detail = `The file is larger than ${limit}, the most that is read at once. Nothing was stored; split the file and upload the parts.`;
  return new Problem(413, 'too-large', detail, { limitBytes });
}

/** An empty reason is none. */
function reasonOf(value: unknown): string | undefined {
  const reason = typeof value === 'string' ? value.trim() : '';
  if (reason === '') return undefined;
  if (!REASON.test(reason)) throw new Problem(422, 'malformed-reason', `The ${REASON_RULE}.`);
  return reason;
}

/** An empty name is none. */
function nameOf(value: unknown): string | undefined {
  const name = typeof value === 'string' ? value.trim() : '';
  return name === '' ? undefined : name;
}

/** An empty category is none. */
function categoryOf(value: unknown): Category | undefined {
  const category = nameOf(value);
  if (category === undefined || isCategory(category)) return category;
  const detail = `There is no such category of persons; choose one of ${CATEGORIES.join(', ')}, or leave it out.`;
  throw new Problem(422, 'unknown-category', detail);
}

/** The last part of a path, without what cannot be printed. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  return plain === '' ? 'unnamed' : [...plain].slice(0, 200).join('');
}
