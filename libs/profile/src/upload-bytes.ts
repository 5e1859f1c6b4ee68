import { type ArchiveLimits, ArchiveSink } from './archive.ts';
import { ProfileError } from './error.ts';
import type { BytesSink } from './upload-part.ts';

const LOCAL_ENTRY = [0x50, 0x4b, 0x03, 0x04];
const EMPTY_ARCHIVE = [0x50, 0x4b, 0x05, 0x06];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/** A file of text or an archive of such; which one shows in its first bytes. `openPart` gets 0 for a file of text. */
export class UploadBytes implements BytesSink {
  isArchive = false;
  private begun: Uint8Array = new Uint8Array();
  private inner: BytesSink | undefined;

  constructor(
    private readonly openPart: (part: number) => BytesSink,
    private readonly onLitter: () => void,
    private readonly limits?: ArchiveLimits,
  ) {}

  push(bytes: Uint8Array): void {
    if (this.inner !== undefined) {
      this.inner.push(bytes);
      return;
    }
    const all = new Uint8Array(this.begun.length + bytes.length);
    all.set(this.begun);
    all.set(bytes, this.begun.length);
    this.begun = all;
    if (all.length >= LOCAL_ENTRY.length) this.start();
  }

  *close(): Iterable<void> {
    yield* (this.inner ?? this.start()).close();
  }

  private start(): BytesSink {
    const { begun } = this;
    const starts = (mark: readonly number[]): boolean => mark.every((byte, index) => begun[index] === byte);
    if (starts(OLE)) {
      const message = 'This is a workbook; export the data as CSV or JSON and upload that.';
      throw new ProfileError('unknown-format', message);
    }
    this.isArchive = starts(LOCAL_ENTRY) || starts(EMPTY_ARCHIVE);
    this.inner = this.isArchive ? new ArchiveSink(this.openPart, this.onLitter, this.limits) : this.openPart(0);
    this.begun = new Uint8Array();
    this.inner.push(begun);
    return this.inner;
  }
}
