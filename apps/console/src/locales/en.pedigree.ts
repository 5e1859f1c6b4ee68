/** Texts of drawn families. */
export const en = {
  pedigree: {
    family: 'Family',
    familyLead: 'As the check asks about it, if H1 holds. Who has no part in it stands beside it.',
    noClaim: 'Nothing is asked about these persons yet, so nothing joins them.',
    ofCheck: 'As asked in',
    ifH1: 'If H1 holds',
    ifH2: 'If H2 holds',
    unknown: 'Unknown',
    loci_one: '{{count}} locus',
    loci_other: '{{count}} loci',
    nobody: '{{label}}: a person whom nobody knows; sex: {{sex}}',
    person: '{{label}}: {{facts}}',
    save: 'Save as SVG',
    saveNamed: 'Save as SVG: {{title}}',
    shapes: 'Square: male; circle: female; diamond: sex not stated',
    signs: {
      typed: 'typed',
      untyped: 'not typed',
      nobody: 'unknown person',
      doubted: 'asked about',
      deceased: 'deceased',
    },
  },
};
