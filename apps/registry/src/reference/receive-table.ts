import type { MultipartFile } from '@fastify/multipart';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';

/** No honest table is larger: the whole of STRidER is below one megabyte. */
const LARGEST_TABLE = 4 * 1024 * 1024;
/** How much of a larger file is still read and thrown away, so that the sender gets the answer, not a reset. */
const PATIENCE = 10;

export interface ReceivedTable<Fields> {
  readonly bytes: Uint8Array;
  readonly fields: Fields;
}

/** Reads the multipart part `file` and the fields that `Form` describes; every other field is refused. */
export async function receiveTable<Fields extends object>(
  request: FastifyRequest,
  Form: new () => Fields,
): Promise<ReceivedTable<Fields>> {
  if (!request.isMultipart()) {
    throw new Problem(415, 'not-multipart', 'Send the file as multipart/form-data, in a part named "file".');
  }
  const limits = { fileSize: LARGEST_TABLE * PATIENCE, files: 1, fields: 20, fieldSize: 8_000, parts: 21 };
  const said: Record<string, unknown> = Object.create(null);
  let bytes: Uint8Array | undefined;
  for await (const part of request.parts({ limits })) {
    if (part.type === 'file') {
      const read = await bytesOf(part);
      if (part.fieldname === 'file') bytes = read;
    } else said[part.fieldname] = part.value === '' ? undefined : part.value;
  }
  const fields = plainToInstance(Form, { ...said });
  const errors = validateSync(fields, { whitelist: true, forbidNonWhitelisted: true }).flatMap(({ constraints }) =>
    Object.entries(constraints ?? {}).map(([rule, text]) =>
      rule === 'whitelistValidation' ? 'a field should not exist' : text,
    ),
  );
  if (errors.length > 0) {
    const detail = 'The fields beside the file do not have the expected form.';
    throw new Problem(400, 'malformed-request', detail, { errors: errors.slice(0, 20) });
  }
  if (bytes === undefined) {
    throw new Problem(422, 'missing-file', 'The request holds no file; send it in a part named "file".');
  }
  return { bytes, fields };
}

async function bytesOf(part: MultipartFile): Promise<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of part.file) {
    size += chunk.length;
    if (size <= LARGEST_TABLE) chunks.push(chunk);
    else chunks = [];
  }
  if (size <= LARGEST_TABLE) return Buffer.concat(chunks);
  throw new Problem(413, 'too-large', 'A file of reference data has at most 4 MB. Nothing was stored.');
}
