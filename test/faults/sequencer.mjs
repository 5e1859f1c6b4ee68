import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createSigner, sealPending } from '../../dist/libs/audit/src/index.js';

// A process that only seals, as often as it can, until it is killed: node sequencer.mjs <database> <name of the log>
// The key is the one of the tests. It says `sealing` before each batch, and `sealed` after each that was committed.
const [connectionString, name] = process.argv.slice(2);
const signer = createSigner(new Uint8Array(32).fill(1), name);

for (;;) {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {}); // the query at work fails, too
  try {
    await client.connect();
    for (;;) await sealOnce(client);
  } catch (error) {
    // a damaged log ends the sequencer, a database that is away does not
    if (error.code === 'log-damaged') throw error;
    await pause(50);
  } finally {
    client.end().catch(() => {});
  }
}

async function sealOnce(client) {
  await client.query('BEGIN');
  process.stdout.write('sealing\n');
  const { state } = await sealPending(async (text, values) => (await client.query(text, values)).rows, signer);
  await client.query('COMMIT');
  if (state === 'sealed') process.stdout.write('sealed\n');
  await pause(state === 'sealed' ? 5 : 20); // the other one has its turn
}
