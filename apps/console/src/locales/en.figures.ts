/** Texts of the figures beside a result. */
export const en = {
  figures: {
    failed: 'These figures could not be computed in this browser. The result above does not depend on them.',
    curves: 'Where this ratio lies',
    curvesLead:
      'Ratios of simulated families with these loci, this table, theta and mutation model. Computed in your browser; no part of the result.',
    describe: 'Curves of how often each ratio comes about; the shares stand in the table below.',
    truth: {
      parent: 'true parents',
      'full-sibling': 'full siblings of the true parent',
      'half-sibling': 'half siblings of the true parent',
      'uncle-or-aunt': 'uncles and aunts of the child',
      unrelated: 'unrelated persons',
    },
    who: 'Who is asked about',
    reachThreshold: 'Reach {{threshold}}',
    reachThis: 'Reach {{ratio}}, as here',
    threshold: 'threshold',
    here: 'this check',
    moves: 'How the ratio moves',
    movesLead:
      'The same question with one setting changed; the filled dot is this check, the line the threshold. Computed in your browser with the engine of the service.',
    group: {
      table: 'Population table, same study',
      theta: 'Theta',
      mutation: 'Mutation model',
      rare: 'Rare alleles',
    },
    next: 'What to type next',
    nextLead: 'Kits with loci that were not used, and what they promise if H1 holds.',
    kit: 'Kit',
    newLoci: 'New loci',
    gain: 'log₁₀ LR on average',
    reach: 'Then reach the threshold',
  },
  transmission: {
    from: 'From {{code}}',
    fromUnknown: 'From the unknown parent',
    none: 'none fits',
    or: '{{first}} or {{second}}',
    explain: 'Explain {{locus}}',
    inconsistent: 'Inconsistent loci',
    alleles: '{{code}}: {{alleles}}',
    nearest_one:
      'The smallest mutation that explains it: {{from}} of {{parent}} became {{to}} of {{child}}, {{count}} step.',
    nearest_other:
      'The smallest mutation that explains it: {{from}} of {{parent}} became {{to}} of {{child}}, {{count}} steps.',
    noSteps: 'The alleles differ by a part of a repeat: steps do not explain it.',
    rate: 'Mutation rates in this check: {{rates}}. Most mutations are single steps.',
  },
};
