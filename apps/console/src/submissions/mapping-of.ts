/** The fields of the form, as typed: lists are parted by semicolons, loci stand as `header = locus`. */
export const EMPTY_MAPPING = {
  name: '',
  separator: '',
  decimal: '',
  sample: '',
  marker: '',
  alleles: '',
  heights: '',
  sampleType: '',
  kit: '',
  ignore: '',
  nothing: '',
  loci: '',
};

type MappingValues = typeof EMPTY_MAPPING;

const LISTS = ['alleles', 'heights', 'ignore', 'nothing'] as const;
const TEXTS = ['sample', 'marker', 'sampleType', 'kit', 'decimal'] as const;

/** The mapping as the service takes it: only what was filled in. */
export function mappingOf(values: MappingValues): Record<string, unknown> {
  const lists = LISTS.map((name) => [name, parts(values[name])] as const).filter(([, list]) => list.length > 0);
  const texts = TEXTS.map((name) => [name, values[name].trim()] as const).filter(([, text]) => text !== '');
  const loci = parts(values.loci).map((pair) => pair.split('=').map((side) => side.trim()));
  return {
    ...(values.separator === '' ? {} : { separator: values.separator }),
    ...Object.fromEntries(texts),
    ...Object.fromEntries(lists),
    ...(loci.length === 0
      ? {}
      : { loci: Object.fromEntries(loci.map(([header = '', locus = '']) => [header, locus])) }),
  };
}

const parts = (text: string): readonly string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
