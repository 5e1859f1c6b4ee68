import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { ArchiveEnd, type EntryFacts } from './archive-end.ts';
import { crc32 } from './crc32.ts';
import { ProfileError } from './error.ts';
import type { BytesSink } from './upload-part.ts';

export interface ArchiveLimits {
  /** Bytes that all files together may unpack to. */
  readonly maxUnpacked: number;
  readonly maxFiles: number;
}

const ARCHIVE_LIMITS: ArchiveLimits = { maxUnpacked: 4_000_000_000, maxFiles: 1000 };

/** Tables of typing software shrink to a thirtieth; what grows more than this only wants to fill the memory. */
const LARGEST_RATIO = 250;
/** Small files may shrink to anything. */
const FREE = 1_000_000;

/** Bytes unpacked at once: no more than about a thousand times as many come of them. */
const PIECE = 8192;

/** How an archive or a workbook begins. */
const NESTED = [0x50, 0x4b, 0x03, 0x04];

/** What other programs put beside the files that a person means. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)|\/$/;
const WORKBOOK = /^(?:\[Content_Types\]\.xml|mimetype|META-INF\/manifest\.xml)$/;

/**
 * Unpacks a ZIP archive that comes in pieces, each file into a sink of its own, numbered from 1. Names in it are no paths and
 * are not used, except to pass over what operating systems add. Refused are: archives in archives, workbooks, encrypted
 * files, more files or bytes than the limits, and contents that are not what the directory at the end says.
 */
export class ArchiveSink implements BytesSink {
  private readonly unzip: Unzip;
  private readonly end = new ArchiveEnd();
  private readonly seen: EntryFacts[] = [];
  private packed = 0;
  private unpacked = 0;
  private files = 0;

  constructor(
    private readonly openPart: (part: number) => BytesSink,
    private readonly onLitter: () => void,
    private readonly limits: ArchiveLimits = ARCHIVE_LIMITS,
  ) {
    this.unzip = new Unzip((file) => this.entry(file));
    this.unzip.register(UnzipInflate);
  }

  push(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += PIECE) {
      const piece = bytes.subarray(start, start + PIECE);
      this.packed += piece.length;
      this.end.push(piece);
      this.unpack(piece, false);
    }
  }

  *close(): Iterable<void> {
    this.unpack(new Uint8Array(), true);
    yield;
    if (!this.end.agrees(this.seen)) throw broken();
    if (this.files === 0) throw new ProfileError('empty-file', 'The archive holds no file; pack it again.');
  }

  private unpack(piece: Uint8Array, last: boolean): void {
    try {
      this.unzip.push(piece, last);
    } catch (error) {
      throw error instanceof ProfileError ? error : broken();
    }
  }

  private entry(file: UnzipFile): void {
    if (this.seen.length >= this.limits.maxFiles) throw tooLarge(`more than ${this.limits.maxFiles} files`);
    if (WORKBOOK.test(file.name)) throw workbook();
    const isLitter = LITTER.test(file.name);
    if (isLitter) this.onLitter();
    else this.files += 1;
    const part = this.files;
    const facts = { crc: 0, size: 0, done: false };
    this.seen.push(facts);
    const sink = isLitter ? undefined : this.openPart(part);
    const head: number[] = [];
    file.ondata = (error, bytes, last) => {
      // What a sink throws comes back here as the error of the unpacking.
      if (error) throw error instanceof ProfileError ? error : broken();
      this.count(bytes.length);
      facts.crc = crc32(bytes, facts.crc);
      facts.size += bytes.length;
      facts.done = last;
      if (head.length < NESTED.length) {
        head.push(...bytes.subarray(0, NESTED.length - head.length));
        if (NESTED.every((byte, index) => head[index] === byte)) throw nested();
      }
      inPart(part, () => sink?.push(bytes));
      if (last && sink !== undefined) inPart(part, () => Array.from(sink.close()));
    };
    file.start();
  }

  private count(bytes: number): void {
    this.unpacked += bytes;
    const { maxUnpacked } = this.limits;
    if (this.unpacked > maxUnpacked) throw tooLarge(`more than ${Math.floor(maxUnpacked / 1_000_000)} MB`);
    if (this.unpacked > FREE && this.unpacked > LARGEST_RATIO * this.packed) {
      throw tooLarge(`files that grow to more than ${LARGEST_RATIO} times their size`);
    }
  }
}

/** What is wrong inside a file says which file of the archive it is. */
function inPart(part: number, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new ProfileError(error.code, `File ${part} of the archive: ${error.message}`, error.locus);
  }
}

function broken(): ProfileError {
  return new ProfileError('broken-file', 'The archive is damaged, encrypted or cut off; pack it again as a plain ZIP.');
}

function nested(): ProfileError {
  return new ProfileError(
    'unknown-format',
    'The archive holds another archive or a workbook; pack the tables themselves.',
  );
}

function workbook(): ProfileError {
  return new ProfileError('unknown-format', 'This is a workbook; export the data as CSV or JSON and upload that.');
}

function tooLarge(what: string): ProfileError {
  return new ProfileError('too-large', `The archive holds ${what}; upload its files one by one.`);
}
