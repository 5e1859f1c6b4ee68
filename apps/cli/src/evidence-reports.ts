import { type EvidenceFiles, sha256Hex } from '@kinledger/audit';

/** What a bundle's row says of a report that was issued. */
interface ReportRow {
  readonly leafIndex: number;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What does not fit. `leafIndex`: the event it concerns, if one. */
export interface ReportFault {
  readonly leafIndex: number | null;
  readonly message: string;
}

const FOLDER = 'reports/';

/**
 * Compares each report in the bundle with the newest row of its language, which holds its SHA-256; says in `checked` what
 * fits. Returns the first thing that does not: a file that no row speaks of, other bytes, a row of another confirmation.
 */
export function reportFault(
  confirmation: string,
  rows: readonly ReportRow[],
  files: EvidenceFiles,
  checked: string[],
): ReportFault | null {
  for (const { leafIndex, row } of rows) {
    if (row.confirmationId !== confirmation) {
      return { leafIndex, message: `The report at leaf ${leafIndex} is of another confirmation.` };
    }
  }
  for (const path of [...files.keys()].filter((each) => each.startsWith(FOLDER)).sort()) {
    const [newest] = rows
      .filter(({ row }) => path === `${FOLDER}report-${row.language}.pdf`)
      .sort((a, b) => Number(b.row.version) - Number(a.row.version));
    if (newest === undefined) return { leafIndex: null, message: `No row of the bundle speaks of ${path}.` };
    const { leafIndex, row } = newest;
    if (sha256Hex(files.get(path)!) !== row.digest) {
      return { leafIndex, message: `${path} is not the report whose SHA-256 stands at leaf ${leafIndex}.` };
    }
    checked.push(`${path} is version ${row.version} of the report, as it was issued at leaf ${leafIndex}.`);
  }
  return null;
}
