import { guardedName } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.ts';
import type { SubmissionRowView } from './submissions.dto.ts';
import { SubmissionsService } from './submissions.service.ts';

export const SUMMARY_FORMATS = ['csv', 'json'] as const;
export type SummaryFormat = (typeof SUMMARY_FORMATS)[number];

const COLUMNS = ['row', 'sample', 'status', 'version', 'locus', 'code', 'what to do'];

/** What became of each row of a submission, to be kept beside the laboratory's own records. */
@Injectable()
export class SubmissionReport {
  constructor(private readonly submissions: SubmissionsService) {}

  /** The text in pieces. Throws before the first of them when `actor` may not see the submission. */
  async write(actor: Actor, id: string, format: SummaryFormat): Promise<AsyncGenerator<string>> {
    const summary = await this.submissions.summary(actor, id);
    const pages = this.pages(actor, id);
    return format === 'csv' ? asCsv(pages) : asJson(summary, pages);
  }

  private async *pages(actor: Actor, id: string): AsyncGenerator<readonly SubmissionRowView[]> {
    for (let after: number | null = 0; after !== null; ) {
      const page: { rows: SubmissionRowView[]; next: number | null } = await this.submissions.rows(actor, id, after);
      yield page.rows;
      after = page.next;
    }
  }
}

type Pages = AsyncIterable<readonly SubmissionRowView[]>;

async function* asCsv(pages: Pages): AsyncGenerator<string> {
  yield `\ufeff${summaryLine(COLUMNS)}`;
  for await (const rows of pages) yield rows.map(linesOf).join('');
}

/** One line for each thing to tell; one for a row with nothing to tell. */
function linesOf({ row, sample, status, version, problems }: SubmissionRowView): string {
  const head = [sample, status, version === undefined ? '' : String(version)];
  if (problems.length === 0) return summaryLine([String(row), ...head, '', '', '']);
  return problems
    .map((problem) => summaryLine([String(problem.row), ...head, problem.locus ?? '', problem.code, problem.message]))
    .join('');
}

/** Nothing that a spreadsheet program would take for a formula leaves in a cell. */
export function summaryLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(guardedName(cell))).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

async function* asJson(summary: object, pages: Pages): AsyncGenerator<string> {
  yield `${JSON.stringify(summary).slice(0, -1)},"rows":[`;
  let before = '\n';
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    yield before + rows.map((row) => JSON.stringify(row)).join(',\n');
    before = ',\n';
  }
  yield '\n]}\n';
}
