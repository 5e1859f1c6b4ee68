/** Reads one form of upload from text that comes in pieces, and tells a listener what it holds. */
export interface TextReader {
  write(text: string): void;
  /** Reads what is left, in steps of some milliseconds. Throws ProfileError when the file as a whole cannot be read. */
  close(): Iterable<void>;
}
