import { type ProofReport, verifyProof } from '@kinledger/audit';
import { type TreePath, treePathOf } from './tree-path.ts';

/** What the verifier found, and the event it proved, as text. */
export interface Judgement {
  readonly report: ProofReport;
  readonly event: string | null;
  /** The way from the entry to the root, also where it fails; null where the receipt cannot be read. */
  readonly path: TreePath | null;
}

/** Verifies a receipt with one key of the log. A file with other line ends is read as it was written. */
export async function judge(proof: string, key: string): Promise<Judgement> {
  const text = `${proof.replaceAll('\r\n', '\n').trimEnd()}\n`;
  const report = await verifyProof(text, undefined, [key]);
  return {
    report,
    event: report.event === null ? null : new TextDecoder().decode(report.event),
    path: treePathOf(text),
  };
}
