import { bytesText } from './bytes.ts';
import type { AuditEvent } from './event.ts';
import type { Trust } from './report.ts';
import { type LostRows, lostRows } from './restored.ts';
import { keysAt } from './statement.ts';
import { type ReadFile, readBundle, TILE_WIDTH } from './tiles.ts';

/** Events that explain rows which are not what their own event says; nearly all others are passed over unread. */
const EXPLAINS = /"type":"(row\.erased|log\.restored)"/;

/** What the log says of rows that were erased or lost, read when the first row is met that is not the one digested. */
export class Explained {
  /** Rows found to be as announced. */
  erased = 0;
  lost = 0;
  /** The leaf that speaks of the last row found lost. */
  saidAt: number | undefined;
  private known: Promise<void> | undefined;
  private readonly tombstones = new Map<string, string>();
  private readonly losses: (LostRows & { readonly leaf: number })[] = [];

  constructor(
    private readonly read: ReadFile,
    private readonly size: number,
    private readonly logKeys: Trust['logKeys'] & {},
  ) {}

  async isTombstone(rowEvent: string, digest: string | undefined): Promise<boolean> {
    await this.all();
    const agrees = digest !== undefined && this.tombstones.get(rowEvent) === digest;
    if (agrees) this.erased += 1;
    return agrees;
  }

  /** True if an order in the log erased the row that this event wrote. */
  async isErased(rowEvent: string): Promise<boolean> {
    await this.all();
    return this.tombstones.has(rowEvent);
  }

  /** True if the log says that what was written at this leaf was lost with a database. */
  async isGone(leaf: number): Promise<boolean> {
    await this.all();
    return this.lossOf(leaf) !== undefined;
  }

  /** As `isGone`, and counts a row. */
  async isLost(leaf: number): Promise<boolean> {
    await this.all();
    const said = this.lossOf(leaf);
    if (said === undefined) return false;
    this.lost += 1;
    this.saidAt = said.leaf;
    return true;
  }

  private lossOf(leaf: number) {
    return this.losses.find(({ from, to }) => from <= leaf && leaf < to);
  }

  private all(): Promise<void> {
    this.known ??= this.readAll();
    return this.known;
  }

  private async readAll(): Promise<void> {
    for (let first = 0; first < this.size; first += TILE_WIDTH) {
      (await readBundle(this.read, this.size, first)).forEach((entry, i) => {
        const text = bytesText(entry)!;
        if (EXPLAINS.test(text)) this.take(JSON.parse(text) as AuditEvent, first + i);
      });
    }
  }

  private take(event: AuditEvent, leaf: number): void {
    const { type, facts } = event;
    if (type === 'row.erased') this.tombstones.set(String(facts?.event), String(facts?.digest));
    const lost = lostRows(event);
    if (lost && lost.to <= leaf && keysAt(this.logKeys, leaf + 1).includes(lost.by))
      this.losses.push({ ...lost, leaf });
  }
}
