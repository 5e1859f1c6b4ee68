import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';
import { isOutOfRoom } from '../violations.ts';
import type { Watcher } from './arrivals.ts';
import { CATEGORIES, type Category, isCategory } from './categories.ts';
import { inTime, PACE, type Pace } from './pace.ts';
import { IN_MEMORY, Spool, type SpooledFile } from './spool.ts';
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

/** How files come in. */
export interface Reception {
  readonly limitBytes: number;
  /** Where large files are kept until they are whole. */
  readonly folder: string;
  readonly watcher?: Watcher;
  readonly pace?: Pace;
}

/** How much more than the limit is still read and thrown away, so that the sender gets the answer, not a reset. */
const PATIENCE_BYTES = 1024 * 1024 * 1024;

/**
 * Reads the multipart parts `file`, `reason`, `mapping` and `category`. A file over the limit is read to its end without
 * being kept, then refused; a sender who hardly sends is not waited for.
 */
export async function receiveFile(request: FastifyRequest, reception: Reception): Promise<ReceivedFile> {
  if (!request.isMultipart()) {
    throw new Problem(415, 'not-multipart', 'Send the file as multipart/form-data, in a part named "file".');
  }
  return inTime(request, reception.pace ?? PACE, () => receive(request, reception));
}

async function receive(request: FastifyRequest, { limitBytes, folder, watcher }: Reception): Promise<ReceivedFile> {
  const limits = { fileSize: limitBytes + PATIENCE_BYTES, files: 1, fields: 5, fieldSize: 4_000, parts: 6 };
  const expected = /^\d{1,15}$/.test(request.headers['content-length'] ?? '')
    ? Number(request.headers['content-length'])
    : null;
  const spool = new Spool(folder);
  const words: { fileName?: string; reason?: string; mapping?: string; category?: Category } = {};
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        const wanted = part.fieldname === 'file';
        const fileName = plainName(part.filename);
        const came = (size: number) => watcher?.came(fileName, size, expected);
        await take(part, wanted ? { spool, came } : undefined, limitBytes);
        if (wanted) words.fileName = fileName;
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
  if (isOutOfRoom(error)) {
    const detail = 'The service has no room for this file at the moment; tell its operator. Nothing was stored.';
    return new Problem(507, 'no-room', detail);
  }
  if ('syscall' in error) return error;
  const detail = 'The request cannot be taken apart as multipart/form-data, or it ended too early; send it again.';
  return new Problem(400, 'malformed-upload', detail);
}

interface Taking {
  readonly spool: Spool;
  readonly came: (size: number) => void;
}

/** Whatever is wrong, the rest is read and thrown away: a sender who is cut off in the middle sees no answer. */
async function take(part: MultipartFile, wanted: Taking | undefined, limitBytes: number): Promise<void> {
  let size = 0;
  let full: unknown;
  for await (const chunk of part.file) {
    size += chunk.length;
    if (size > limitBytes || full !== undefined) continue;
    try {
      await wanted?.spool.write(chunk);
    } catch (error) {
      if (!isOutOfRoom(error)) throw error;
      full = error;
      await wanted?.spool.discard();
    }
    if (size > IN_MEMORY) wanted?.came(size);
  }
  if (full !== undefined) throw full;
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
