import { ProfileError } from './error.ts';
import type { XmlListener } from './xml.ts';

/** What reads one kind of XML document. */
export interface XmlForm extends XmlListener {
  /** Called at the end: refuses a document without any sample. */
  ended(): void;
}

/** No honest sample has more loci, and no honest locus more values. */
const MOST = 1000;

/** Refuses a document that would fill the memory with one sample. */
export function checkRoom(values: readonly unknown[]): void {
  if (values.length < MOST) return;
  throw new ProfileError(
    'broken-file',
    `The XML holds a sample with more than ${MOST} loci or alleles; export it again.`,
  );
}
