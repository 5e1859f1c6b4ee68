import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOf } from '../../database/embedded-owner.ts';
import { TRIO, upload } from '../e2e/profiles.ts';
import { signIn } from '../support/people.ts';
import { type Service, startService } from '../support/service.ts';

// Somebody tries the program out on the bundled database, and the machine ends it without warning.

let dataFolder: string;
let service: Service | undefined;

beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'kinledger-faults-'));
});
afterAll(async () => {
  await service?.stop();
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20 });
});

async function signInAsLaboratory(at: Service) {
  const password = /^ *laboratory +(\S+)$/m.exec(at.output())?.[1];
  return signIn(at, 'laboratory', password ?? '');
}

const postmaster = () => Number(readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

test('a trial killed with -9 twice: the next start finds every upload, and one PostgreSQL runs, not two', async () => {
  const known: number[] = [];
  for (const [sample, genotypes] of Object.entries(TRIO).slice(0, 2)) {
    service = await startService({ dataFolder });
    for (const pid of known) expect(startOf(pid)).toBeUndefined();
    known.push(postmaster());
    const laboratory = await signInAsLaboratory(service);
    expect((await laboratory.upload(upload({ [sample]: genotypes }))).status).toBe(201);
    expect((await laboratory.get('/api/profiles')).body).toHaveLength(known.length);
    await service.kill('SIGKILL');
    expect(startOf(postmaster())).toBeDefined();
  }
  service = await startService({ dataFolder });
  expect((await (await signInAsLaboratory(service)).get('/api/profiles')).body).toHaveLength(known.length);
}, 240_000);
