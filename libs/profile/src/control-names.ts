import { CONTROL_ROWS } from './controls.data.ts';

/** Names of the control DNAs that `equalControl` compares with. */
export const CONTROL_NAMES: readonly string[] = CONTROL_ROWS.map(([name]) => name);
