import { type ProofReport, verifyProof } from '@kinledger/audit';

/** What the verifier found, and the event it proved, as text. */
export interface Judgement {
  readonly report: ProofReport;
  readonly event: string | null;
}

/** Verifies a receipt with one key of the log. A file with other line ends is read as it was written. */
export async function judge(proof: string, key: string): Promise<Judgement> {
  const text = `${proof.replaceAll('\r\n', '\n').trimEnd()}\n`;
  const report = await verifyProof(text, undefined, [key]);
  return { report, event: report.event === null ? null : new TextDecoder().decode(report.event) };
}
