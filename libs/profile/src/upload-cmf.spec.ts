import fc from 'fast-check';
import { readUpload, readUploadInSteps, type Upload } from './index.ts';

const upload = (text: string): Upload => readUpload(new TextEncoder().encode(text));
const specimen = (id: string, locus = 'TH01', ...alleles: readonly string[]): string =>
  `<SPECIMEN><SPECIMENID>${id}</SPECIMENID><LOCUS><LOCUSNAME>${locus}</LOCUSNAME>${(alleles.length === 0
    ? ['6', '9.3']
    : alleles
  )
    .map((allele) => `<ALLELE><ALLELEVALUE>${allele}</ALLELEVALUE></ALLELE>`)
    .join('')}</LOCUS></SPECIMEN>`;
const file = (...parts: readonly string[]): string => `<CODISImportFile>${parts.join('')}</CODISImportFile>`;
const names = ({ samples }: Upload): string[] => samples.map(({ sample }) => sample);

test('a declaration is read after a byte order mark', () => {
  expect(names(upload(`\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${file(specimen('A'))}`))).toEqual(['A']);
});

test('elements may bear a prefix for a namespace that the file declares, and no other', () => {
  const prefixed = file(specimen('A')).replace(/<(\/?)/g, '<$1c:');
  expect(names(upload(prefixed.replace('File>', 'File xmlns:c="urn:CODISImportFile-schema">')))).toEqual(['A']);
  expect(() => upload(prefixed)).toThrow(expect.objectContaining({ code: 'broken-file' }));
});

test('text may be escaped, numbered, in CDATA or around a comment', () => {
  const written = ['A&amp;B', '&#x41;&#66;', '<![CDATA[C&D]]>', 'E<!-- > -->F'];
  expect(names(upload(file(...written.map((id) => specimen(id)))))).toEqual(['A&B', 'AB', 'C&D', 'EF']);
});

test('an allele of <9, escaped, is refused for its locus and not for the file', () => {
  const { samples } = upload(file(specimen('A', 'TH01', '&lt;9', '9'), specimen('B')));
  expect(samples.map(({ problems }) => problems.map(({ code, locus }) => [code, locus]))).toEqual([
    [['not-an-allele', 'TH01']],
    [],
  ]);
});

test('an element keeps the line it starts on, however it and its lines end', () => {
  const text = `<CODISImportFile\n>\n<!--\n-->${specimen('A')}\n\n${specimen('B').replace('N>', 'N\n  PARTIAL="false"\n>')}\n</CODISImportFile>`;
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    expect(upload(text.replaceAll('\n', lineEnd)).samples.map(({ row }) => row)).toEqual([4, 6]);
  }
});

test('a file is read in steps, with the same outcome wherever a step ends', () => {
  const ids = Array.from({ length: 500 }, (_, index) => `Ä𝔸${index}`);
  const text = file(...ids.map((id) => specimen(id, 'TH01', '6', '9&#46;3')));
  for (let shift = 0; shift < 40; shift += 1) {
    const steps = readUploadInSteps(new TextEncoder().encode(`<!--${' '.repeat(shift)}-->${text}`));
    let count = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) count += 1;
    expect(count).toBeGreaterThan(1);
    expect(names(step.value)).toEqual(ids);
    expect(step.value.samples.every(({ profile }) => profile?.TH01?.[1] === '9.3')).toBe(true);
  }
});

test.each([
  ['a document type', `<!DOCTYPE CODISImportFile>${file(specimen('A'))}`],
  [
    'a document type with an entity',
    `<!DOCTYPE CODISImportFile [<!ENTITY x SYSTEM "file:///etc/passwd">]>${file(specimen('&x;'))}`,
  ],
  ['an entity of its own', file(specimen('&x;'))],
  ['an entity with the name of what every object has', file(specimen('&constructor;'))],
  ['an ampersand alone', file(specimen('A & B'))],
  ['a closing tag of another element', '<CODISImportFile><SPECIMEN></CODISImportFile></SPECIMEN>'],
  ['an element that stays open', `<CODISImportFile>${specimen('A')}`],
  ['a closing tag without an open one', `${file(specimen('A'))}</SPECIMEN>`],
  ['text beside the root', `${file(specimen('A'))}b`],
  ['two roots', file(specimen('A')) + file(specimen('B'))],
  ['an attribute without quotation marks', file('<SPECIMEN PARTIAL=false></SPECIMEN>', specimen('A'))],
  ['an attribute twice', file('<SPECIMEN a="1" a="2"></SPECIMEN>', specimen('A'))],
  ['a comment that stays open', file('<!-- b', specimen('A'))],
  ['a character that does not exist', file(specimen('&#x110000;'))],
  ['a control character', file(specimen('&#1;'))],
  ['a tag without end', file(`<SPECIMEN ${'b="c" '.repeat(100_000)}></SPECIMEN>`)],
  ['an attribute without end', file(`<SPECIMEN b="${'c'.repeat(100_000)}"></SPECIMEN>`)],
  ['text without end', file(specimen('&amp;'.repeat(20_000)))],
  ['nesting without end', file('<a>'.repeat(50) + '</a>'.repeat(50), specimen('A'))],
])('%s is refused', (_what, text) => {
  expect(() => upload(text)).toThrow(expect.objectContaining({ code: 'broken-file' }));
});

test('a refusal names the line', () => {
  expect(() => upload(`<CODISImportFile>\n\n${specimen('&x;')}`)).toThrow(/at row 3/);
});

test('a name comes back whatever characters it holds', () => {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const letters = fc.string({
    unit: fc.constantFrom('a', '9', ' ', '&', '<', '>', '"', ']', ';', '#', 'ü', '𝔸'),
    maxLength: 20,
  });
  fc.assert(
    fc.property(letters, (text) => {
      const name = `x${text}x`;
      expect(names(upload(file(specimen(escaped(name)))))).toEqual([name]);
    }),
  );
});

const piece = fc.constantFrom(
  '<a',
  '>',
  '</a>',
  '<!',
  '--',
  '[CDATA[',
  ']]>',
  '<?xml ',
  '?>',
  '&lt;',
  '&',
  ';',
  '=',
  '"',
  '\n',
  '\r',
  'é',
  ' ',
  'xmlns:',
  file(specimen('A')),
);

test('any content that starts like XML is read or refused in our words', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        upload(`<${pieces.join('')}`);
      } catch (error) {
        expect((error as Error).name).toBe('ProfileError');
      }
    }),
  );
});
