import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';
import { REASON, REASON_RULE } from './submissions.dto.ts';

/** An uploaded file in memory, with what was said beside it. */
export interface ReceivedFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly reason: string | undefined;
}

/** How much of a file that is too large is still read and thrown away, so that the sender gets the answer, not a reset. */
const PATIENCE = 20;

/** Reads the multipart parts `file` and `reason`. A file over the limit is read to its end without being kept, then refused. */
export async function receiveFile(request: FastifyRequest, limitBytes: number): Promise<ReceivedFile> {
  if (!request.isMultipart()) {
    throw new Problem(415, 'not-multipart', 'Send the file as multipart/form-data, in a part named "file".');
  }
  const limits = { fileSize: limitBytes * PATIENCE, files: 1, fields: 5, fieldSize: 4_000, parts: 6 };
  let file: Pick<ReceivedFile, 'fileName' | 'bytes'> | undefined;
  let reason: string | undefined;
  for await (const part of request.parts({ limits })) {
    if (part.type === 'file') {
      const bytes = await bytesOf(part, limitBytes);
      if (part.fieldname === 'file') file = { fileName: plainName(part.filename), bytes };
    } else if (part.fieldname === 'reason') {
      reason = reasonOf(part.value);
    }
  }
  if (file === undefined)
    throw new Problem(422, 'missing-file', 'The request holds no file; send it in a part named "file".');
  return { ...file, reason };
}

async function bytesOf(part: MultipartFile, limitBytes: number): Promise<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of part.file) {
    size += chunk.length;
    if (size <= limitBytes) chunks.push(chunk);
    else chunks = [];
  }
  if (size > limitBytes) throw tooLarge(limitBytes);
  return Buffer.concat(chunks);
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

/** The last part of a path, without what cannot be printed. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  return plain === '' ? 'unnamed' : [...plain].slice(0, 200).join('');
}
