/** One case of a validation: what was compared and how far it was off. */
export interface ValidatedCase {
  readonly file: string;
  readonly id: string;
  readonly loci: number;
  /** Largest relative difference of a ratio; absent when the file states none. */
  readonly difference?: number;
  readonly error?: string;
  /** What a reader must know of the case, such as linked loci that count as independent. */
  readonly remarks?: readonly string[];
}

export interface ValidationFacts {
  readonly date: string;
  readonly engine: string;
  /** SHA-256 over the engine's sources. */
  readonly engineDigest: string;
  readonly platform: string;
  /** Files with the SHA-256 of their content, so that the same run can be repeated. */
  readonly files: readonly { readonly name: string; readonly digest: string }[];
  readonly limit: number;
  readonly cases: readonly ValidatedCase[];
}

export type Outcome = 'passed' | 'failed' | 'not compared';

export function outcomeOf({ difference, error }: ValidatedCase, limit: number): Outcome {
  if (error !== undefined) return 'failed';
  if (difference === undefined) return 'not compared';
  return difference <= limit ? 'passed' : 'failed';
}

/**
 * A page to print and sign: scope, method, acceptance limit, every case, conclusion. Laid out for the verification of
 * software by its user as ISO/IEC 17025:2017, 7.11.2 asks for. The conclusion is drawn from the cases listed, nothing else.
 */
export function validationReport(facts: ValidationFacts): string {
  const { cases, limit } = facts;
  const count = (outcome: Outcome): number => cases.filter((one) => outcomeOf(one, limit) === outcome).length;
  const [passed, failed, open] = [count('passed'), count('failed'), count('not compared')];
  const conclusion =
    failed > 0
      ? `Not accepted: ${failed} of ${cases.length} cases failed.`
      : passed === 0
        ? 'No conclusion: no case states an expected value.'
        : `Accepted for the scope of these cases: all ${passed} cases with expected values are within the limit.`;
  const worst = cases.reduce((most, { difference = 0 }) => Math.max(most, difference), 0);
  return page([
    '<h1>Verification of likelihood ratios</h1>',
    facing([
      ['Date', facts.date],
      ['Program', `Kinledger, kinship engine ${facts.engine}`],
      ['Engine digest', facts.engineDigest],
      ['Platform', facts.platform],
      [
        'Method',
        'Each case is computed anew and each ratio, per locus and per linked pair, compared with the one in the file.',
      ],
      ['Limit', `relative difference of a ratio at most ${limit.toExponential(0)}`],
      ['Cases', `${cases.length}: ${passed} passed, ${failed} failed, ${open} without expected values`],
      [
        'Ratios',
        `${cases.reduce((sum, { loci }) => sum + loci, 0)} loci; largest difference ${worst.toExponential(2)}`,
      ],
    ]),
    `<p class="conclusion">${text(conclusion)}</p>`,
    '<h2>Files</h2>',
    table(
      ['File', 'SHA-256'],
      facts.files.map(({ name, digest }) => [name, digest]),
    ),
    '<h2>Cases</h2>',
    table(
      ['File', 'Case', 'Loci', 'Largest difference', 'Result', 'Remarks'],
      cases.map((one) => caseRow(one, limit)),
    ),
    '<h2>Signature</h2>',
    facing([
      ['Carried out by', ''],
      ['Reviewed by', ''],
      ['Deviations and limits of use', ''],
    ]),
    '<p>End of report.</p>',
  ]);
}

function caseRow(one: ValidatedCase, limit: number): readonly string[] {
  const said = one.error ?? one.difference?.toExponential(2) ?? '';
  return [one.file, one.id, String(one.loci), said, outcomeOf(one, limit), (one.remarks ?? []).join(' ')];
}

function page(parts: readonly string[]): string {
  const style = `body{font:14px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}tr{break-inside:avoid}
.conclusion{border:2px solid #000;padding:.5em 1em;font-weight:bold}@page{margin:2cm}`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Verification of likelihood ratios</title><style>${style}</style></head>
<body>
${parts.join('\n')}
</body>
</html>
`;
}

/** Names at the side, what they stand for beside them. */
function facing(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, value]) => `<tr><th scope="row">${text(name)}</th><td>${text(value)}</td></tr>`);
  return `<table>\n${lines.join('\n')}\n</table>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = head.map((title) => `<th scope="col">${text(title)}</th>`).join('');
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${text(cell)}</td>`).join('')}</tr>`);
  return `<table>\n<thead><tr>${titles}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody>\n</table>`;
}

function text(value: string): string {
  return value.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string,
  );
}
