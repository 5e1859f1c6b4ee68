import { naiveProof } from '../../../test/reference/merkle.ts';
import { LOG_NAME, testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { createWitness } from './signer.ts';
import { verifyLog } from './verify-log.ts';
import {
  addCheckpointRequest,
  answerAddCheckpoint,
  askWitness,
  cosignatureIn,
  parseAddCheckpoint,
  type WatchedLog,
  type WitnessAnswer,
} from './witness.ts';

const TIME = 1_700_000_000;
const log = testSigner();
const witness = createWitness(new Uint8Array(32).fill(21), 'witness.example/w1');
const entries = sampleEntries(600);
const folderAt = (size: number, of: readonly Uint8Array[] = entries) => logFolder(of.slice(0, size), log);
const checkpointAt = (size: number): Checkpoint => parseCheckpoint(checkpointOf(folderAt(size)));

/** Asks the witness, which last cosigned `known` leaves, for its cosignature. */
function ask(body: string, known: number | undefined, keys = [log.verifierKey]): WitnessAnswer {
  const watched: WatchedLog = { keys, last: known === undefined ? undefined : checkpointAt(known) };
  return answerAddCheckpoint(body, (origin) => (origin === LOG_NAME ? watched : undefined), witness, TIME);
}
const request = (from: number, to: number) =>
  addCheckpointRequest(readerOf(folderAt(to)), from, checkpointOf(folderAt(to)));

test.each([
  [undefined, 0, 5],
  [undefined, 0, 600],
  [5, 5, 5],
  [5, 5, 6],
  [5, 5, 600],
  [256, 256, 512],
  [257, 257, 599],
])('a witness that knows %s leaves cosigns from %i to %i', async (known, from, to) => {
  const answer = ask(await request(from, to), known);
  expect(answer).toMatchObject({ status: 200, contentType: 'text/plain', remember: { size: to } });
  expect(cosignatureIn(answer.body, checkpointAt(to), witness.verifierKey)).toEqual({ line: answer.body.trimEnd() });
  const folder = folderAt(to);
  folder.set('checkpoint', Buffer.from(`${checkpointOf(folder)}${answer.body}`));
  const trust = { logKeys: [log.verifierKey], witnesses: [witness.verifierKey], quorum: 1 };
  expect(await verifyLog(readerOf(folder), trust)).toMatchObject({ verified: true });
});

describe('what the specification says a witness refuses', () => {
  test('400: a request that cannot be read, or that goes backwards', async () => {
    const good = await request(5, 10);
    for (const bad of ['', 'old\n\n', good.replace('old 5', 'old 05'), good.replace('old 5', 'old five')]) {
      expect(ask(bad, 5).status).toBe(400);
    }
    expect(ask(good.replace(/\n[A-Za-z0-9+/=]{44}\n/, '\n****\n'), 5).status).toBe(400);
    expect(ask(good.slice(0, good.indexOf('\n\n')), 5).status).toBe(400);
    expect(ask(good.replace('\n\n', `\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}\n`), 5).status).toBe(
      400,
    );
    expect(ask(`old 11\n\n${checkpointOf(folderAt(10))}`, 11).status).toBe(400);
  });

  test('404: a log it does not watch', async () => {
    expect(answerAddCheckpoint(await request(0, 5), () => undefined, witness, TIME).status).toBe(404);
  });

  test('403: no signature of a key it knows, or a forged one', async () => {
    expect(ask(await request(0, 5), undefined, [testSigner(2).verifierKey]).status).toBe(403);
    const forged = (await request(0, 5)).replace('\n5\n', '\n6\n');
    expect(ask(forged, undefined).status).toBe(403);
  });

  test('409 with its own size: an old size that is not the one it cosigned last', async () => {
    for (const [known, from] of [
      [undefined, 5],
      [7, 5],
      [5, 0],
    ] as const) {
      expect(ask(await request(from, 10), known)).toEqual({
        status: 409,
        contentType: 'text/x.tlog.size',
        body: `${known ?? 0}\n`,
      });
    }
  });

  test('409: the same size with another root', async () => {
    const other = folderAt(10, entries.with(3, Buffer.from('{}')));
    const answer = ask(await addCheckpointRequest(readerOf(other), 10, checkpointOf(other)), 10);
    expect(answer).toMatchObject({ status: 409, contentType: 'text/plain' });
  });

  test('422: a tree that does not continue the one it cosigned', async () => {
    const other = folderAt(10, entries.with(3, Buffer.from('{}')));
    expect(ask(await addCheckpointRequest(readerOf(other), 5, checkpointOf(other)), 5).status).toBe(422);
    const good = await request(5, 10);
    expect(ask(good.replace(/^old 5\n[^\n]*\n/, 'old 5\n'), 5).status).toBe(422);
    expect(ask(good.replace('old 5', 'old 0'), undefined).status).toBe(422);
  });

  test('what it refuses it does not remember', async () => {
    for (const known of [undefined, 7]) expect(ask(await request(5, 10), known)).not.toHaveProperty('remember');
  });
});

test('a request reads back as it was written', async () => {
  const parsed = parseAddCheckpoint(await request(5, 10));
  expect(parsed).toMatchObject({ oldSize: 5, checkpoint: checkpointOf(folderAt(10)) });
  expect(parsed.proof.map((hash) => Buffer.from(hash))).toEqual(naiveProof(5, entries, 10));
});

describe('of an answer', () => {
  const other = createWitness(new Uint8Array(32).fill(22), 'witness.example/w2');
  const { text } = checkpointAt(10).note;
  const mine = witness.cosign(text, TIME);
  const taken = (answer: string) => cosignatureIn(answer, checkpointAt(10), witness.verifierKey);

  test('the one cosignature of this witness is taken, whatever others stand beside it', () => {
    const unknown = `— new.example ${Buffer.alloc(4 + 5000, 7).toString('base64')}`;
    const renamed = witness.cosign(text, TIME).replace('/w1', '/w3');
    for (const lines of [[mine], [other.cosign(text, TIME), mine], [mine, unknown, log.sign(text)], [renamed, mine]]) {
      expect(taken(`${lines.join('\n')}\n`)).toEqual({ line: mine });
    }
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'no-cosignature'],
    ['an empty line', '\n', 'unreadable'],
    ['no newline at the end', mine, 'unreadable'],
    ['something behind the last line', `${mine}\nx`, 'unreadable'],
    ['an empty line behind the last', `${mine}\n\n`, 'unreadable'],
    ['a line that is no signature', `nonsense\n${mine}\n`, 'unreadable'],
    ['only the cosignature of another', `${other.cosign(text, TIME)}\n`, 'no-cosignature'],
    ['its cosignature twice', `${mine}\n${mine}\n`, 'doubled'],
    ['two of its cosignatures', `${mine}\n${witness.cosign(text, TIME + 1)}\n`, 'doubled'],
    ['its cosignature of another checkpoint', `${witness.cosign(text.replace('10', '11'), TIME)}\n`, 'forged'],
    ['a good one and a forged one', `${mine}\n${witness.cosign('x\n', TIME)}\n`, 'doubled'],
    ['a signature cut short', `${shortened(mine, 1)}\n`, 'forged'],
    ['a signature without its time', `${shortened(mine, 8)}\n`, 'forged'],
    ['a megabyte', `${mine}\n${'x'.repeat(1_000_000)}\n`, 'too-large'],
    ['many good lines', `${mine}\n`.repeat(1000), 'too-large'],
  ])('with %s, nothing is taken', (_, answer, refused) => {
    expect(taken(answer)).toEqual({ refused });
  });
});

/** The signature line with its last bytes gone. */
function shortened(line: string, bytes: number): string {
  const [dash, name, signature] = line.split(' ') as [string, string, string];
  return [dash, name, Buffer.from(signature, 'base64').subarray(0, -bytes).toString('base64')].join(' ');
}

describe('a log that asks', () => {
  const asked: string[] = [];
  const send = (known: number | undefined) => async (body: string) => {
    asked.push(body.slice(0, body.indexOf('\n')));
    return ask(body, known);
  };
  const askWith = (size: number, known: number, sender: Parameters<typeof askWitness>[4], of = entries) =>
    askWitness(readerOf(folderAt(size, of)), checkpointOf(folderAt(size, of)), witness.verifierKey, known, sender);
  const askFrom = (known: number, really: number | undefined, size = 600) => askWith(size, known, send(really));
  beforeEach(() => {
    asked.length = 0;
  });

  test('gets the cosignature at once when it knows what the witness knows', async () => {
    expect(await askFrom(300, 300)).toMatchObject({ state: 'cosigned' });
    expect(asked).toEqual(['old 300']);
  });

  test('asks again from the size the witness names', async () => {
    expect(await askFrom(0, 300)).toMatchObject({ state: 'cosigned' });
    expect(asked).toEqual(['old 0', 'old 300']);
    expect(await askFrom(700, undefined)).toMatchObject({ state: 'cosigned' });
    expect(asked).toEqual(['old 0', 'old 300', 'old 600', 'old 0']);
  });

  test('learns that a witness has seen more than it shows', async () => {
    expect(await askFrom(0, 600, 300)).toEqual({ state: 'ahead', size: 600 });
    expect(asked).toEqual(['old 0']);
    const moving = [300, 601].map((size) => ({ status: 409, body: `${size}\n` }));
    expect(await askWith(600, 0, async () => moving.shift()!)).toEqual({ state: 'ahead', size: 601 });
  });

  test('learns that a witness has seen another log', async () => {
    const rewritten = entries.with(3, Buffer.from('{}'));
    expect(await askWith(10, 5, send(5), rewritten)).toEqual({ state: 'contradicts', size: 5 });
    expect(await askWith(10, 0, send(5), rewritten)).toEqual({ state: 'contradicts', size: 5 });
    expect(await askWith(10, 10, send(10), rewritten)).toEqual({ state: 'contradicts', size: 10 });
    expect(await askWith(10, 0, send(10), rewritten)).toEqual({ state: 'contradicts', size: 10 });
    const stubborn = async () => ({ status: 409, body: '7\n' });
    expect(await askWith(10, 0, stubborn)).toEqual({ state: 'contradicts', size: 7 });
  });

  test('gets nothing from a witness that refuses, or answers what cannot be used', async () => {
    for (const [status, body, refused] of [
      [403, '', 'status'],
      [500, '0\n', 'status'],
      [409, 'x', 'status'],
      [409, '007\n', 'status'],
      [409, '99999999999999999999\n', 'status'],
      [200, 'nonsense', 'unreadable'],
      [204, '', 'status'],
    ] as const) {
      expect(await askWith(5, 0, async () => ({ status, body }))).toEqual({ state: 'refused', refused, status });
    }
    const moving = [3, 4].map((size) => ({ status: 409, body: `${size}\n` }));
    expect(await askWith(5, 0, async () => moving.shift()!)).toMatchObject({ state: 'refused', status: 409 });
  });
});
