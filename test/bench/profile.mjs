// What reading uploads costs: each figure beside the raw reading of the same bytes in the same run. After a build:
// node test/bench/profile.mjs [profiles for the speed] [profiles for the memory]
import { strict as assert } from 'node:assert';
import { SaxesParser } from 'saxes';
import { LOCI, readUpload, streamUpload, surveyUpload } from '../../dist/libs/profile/src/index.js';

const SPEED = Number(process.argv[2] ?? 5000);
const MEMORY = Number(process.argv[3] ?? 1_000_000);
const ROUNDS = 3;
/** What the project promises, in profiles of 24 loci per minute of CPU. */
const PROMISED = 100_000;
const MOST_MEMORY = 512;

const loci = LOCI.filter(({ kind }) => kind === 'autosomal').slice(0, 23);
const AMEL = LOCI.find(({ name }) => name === 'AMEL');

/** Two alleles that depend on person and locus only. */
function genotype(person, place, { name, range: [smallest, largest] }) {
  if (name === 'AMEL') return ['X', person % 2 ? 'Y' : 'X'];
  const [low, high] = [Math.ceil(Number(smallest)), Math.floor(Number(largest))];
  const at = (n) => String(low + (n % (high - low + 1)));
  return [at(person * 7 + place * 3), at(person * 5 + place)];
}

const panel = [...loci, AMEL];

function geneMapperRows(person) {
  const name = `KL-${String(person).padStart(7, '0')}`;
  return panel
    .map((locus, place) => {
      const [a, b] = genotype(person, place, locus);
      return `${name}.fsa\t${name}\tSample\tGlobalFiler\t${locus.name}\tB\t${a}\t${b}\t\t\t151.2\t155.3\t\t\t1044\t980\t\t\t\n`;
    })
    .join('');
}

const GENEMAPPER = {
  head:
    'Sample File\tSample Name\tSample Type\tPanel\tMarker\tDye\tAllele 1\tAllele 2\tAllele 3\tAllele 4\t' +
    'Size 1\tSize 2\tSize 3\tSize 4\tHeight 1\tHeight 2\tHeight 3\tHeight 4\t\n',
  one: geneMapperRows,
  tail: '',
  raw(text) {
    let cells = 0;
    for (const line of text.split('\n')) cells += line.split('\t').length;
    return cells;
  },
};

const CMF = {
  head: '<?xml version="1.0" encoding="utf-8"?>\n<CODISImportFile xmlns="urn:CODISImportFile-schema">\n<MESSAGETYPE>Import</MESSAGETYPE>\n',
  one(person) {
    const typed = panel.map((locus, place) => {
      const alleles = genotype(person, place, locus).map(
        (allele) => `      <ALLELE>\n        <ALLELEVALUE>${allele}</ALLELEVALUE>\n      </ALLELE>\n`,
      );
      return `    <LOCUS KIT="GlobalFiler">\n      <LOCUSNAME>${locus.name}</LOCUSNAME>\n      <READINGBY>kl</READINGBY>\n      <READINGDATETIME>2026-01-05T09:00:00</READINGDATETIME>\n${alleles.join('')}    </LOCUS>\n`;
    });
    return `  <SPECIMEN SOURCEID="Yes" PARTIAL="false">\n    <SPECIMENID>KL-${person}</SPECIMENID>\n    <SPECIMENCATEGORY>Biological Mother</SPECIMENCATEGORY>\n${typed.join('')}  </SPECIMEN>\n`;
  },
  tail: '</CODISImportFile>\n',
  raw(text) {
    const parser = new SaxesParser();
    let tags = 0;
    parser.on('opentag', () => tags++);
    for (let at = 0; at < text.length; at += 65_536) parser.write(text.slice(at, at + 65_536));
    parser.close();
    return tags;
  },
};

/** Seconds of CPU time of one call: the best of several rounds, because other work disturbs only upwards. */
async function measure(act) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

async function* produced({ head, one, tail }, count) {
  const encoder = new TextEncoder();
  yield encoder.encode(head);
  for (let person = 0; person < count; person += 50) {
    let text = '';
    for (let i = person; i < Math.min(person + 50, count); i++) text += one(i);
    yield encoder.encode(text);
  }
  yield encoder.encode(tail);
}

/** Megabytes resident at most since this was set to 0. */
let highest = 0;

async function countStreamed(source) {
  const look = () => {
    highest = Math.max(highest, process.memoryUsage.rss() / 1024 / 1024);
  };
  const watched = async function* () {
    for await (const bytes of source()) {
      look();
      yield bytes;
    }
  };
  const survey = await surveyUpload(watched);
  let read = 0;
  for await (const { samples } of streamUpload(watched, survey)) {
    for (const { profile } of samples) if (profile !== undefined) read++;
  }
  return read;
}

let kept = true;
const measured = [];
for (const [name, form] of [
  ['GeneMapper text', GENEMAPPER],
  ['CODIS CMF', CMF],
]) {
  let text = form.head;
  for (let person = 0; person < SPEED; person++) text += form.one(person);
  const bytes = Buffer.from(text + form.tail);
  const whole = await measure(() => {
    assert.equal(readUpload(bytes).samples.filter(({ profile }) => profile).length, SPEED);
  });
  const streamed = await measure(async () => {
    const source = async function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    };
    assert.equal(await countStreamed(source), SPEED);
  });
  measured.push({ form, bytes, name: `${name}, held whole`, seconds: whole });
  measured.push({ form, bytes, name: `${name}, in pieces, with its survey`, seconds: streamed });
}

// Memory: the bytes are made while they are read, so that nothing but the reading is measured.
let last = 0;
for (const count of [MEMORY / 10, MEMORY]) {
  highest = 0;
  assert.equal(await countStreamed(() => produced(GENEMAPPER, count)), count);
  const ratio = last ? `   ratio to a tenth of them ${(highest / last).toPrecision(3)}` : '';
  console.log(
    `${`${count} profiles in pieces`.padEnd(44)} ${highest.toFixed(0).padStart(8)} MB resident at most${ratio}`,
  );
  kept &&= highest < MOST_MEMORY;
  last = highest;
}

// The raw parsers come last: what they leave in the compiler's caches would slow down the others.
for (const { form, bytes, name, seconds } of measured) {
  const raw = await measure(() => form.raw(new TextDecoder().decode(bytes)));
  const perMinute = ((SPEED / seconds) * 60).toFixed(0);
  kept &&= Number(perMinute) >= PROMISED;
  console.log(
    `${name.padEnd(44)} ${perMinute.padStart(8)} profiles per minute of CPU   ratio to raw parsing ${(seconds / raw).toPrecision(3)}`,
  );
}
if (!kept) {
  console.error(`Promised are ${PROMISED} profiles per minute of CPU and less than ${MOST_MEMORY} MB.`);
  process.exitCode = 1;
}
