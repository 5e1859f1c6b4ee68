/** Texts of asking for a check and of its result. */
export const en = {
  ask: {
    title: 'Ask for a check in case {{number}}',
    lead: 'The answer comes as a likelihood ratio with everything it rests on.',
    questionTitle: 'Question and persons',
    child: 'Child',
    parent: 'Asked about as parent',
    knownParent: 'Known parent',
    firstParent: 'First parent',
    secondParent: 'Second parent',
    choose: 'Choose',
    choosePerson: 'Choose a person.',
    samePerson: 'This person has another part already.',
    act: 'Ask',
    recorded: 'The question is recorded in the log with your account.',
  },
  settings: {
    title: 'Computed with',
    lead: 'The defaults suit most cases. Whatever is chosen is shown with the result.',
    used: 'Computed with',
    population: 'Population table',
    choosePopulation: "Choose the table that fits the persons' origin.",
    source: 'Source',
    chromosomes: 'Chromosomes typed (2N)',
    digest: 'Digest of the table',
    theta: 'Theta (coancestry)',
    minimumFrequency: 'Minimum frequency',
    noMinimum: 'None; an allele that the table lacks is refused',
    noMinimumShort: 'no minimum',
    fiveOver: '5/2N: an allele seen less than five times counts as five',
    onceMore: '(x + 1)/(2N + 1): each allele of the persons counts as seen once more',
    model: 'Mutation model',
    maleRate: 'Mutation rate, fathers',
    femaleRate: 'Mutation rate, mothers',
    rates: 'Mutation rates',
    ratesOf: 'fathers {{male}}, mothers {{female}}',
    range: 'Mutation range',
    rate2: 'Rate to and from microvariants',
    threshold: 'Threshold of the combined LR',
    study: 'Rates by locus, from a study',
    studyRule: 'They go before the two rates above at the loci that the study holds.',
    noStudy: 'None: the two rates hold for all loci',
    ratesElse: '{{rates}}, except where a locus has its own',
    locusRates_one: '{{count}} locus with mutation rates of its own',
    locusRates_other: '{{count}} loci with mutation rates of their own',
    defaults: 'The defaults and their sources',
    state: 'State of the table',
    linkage: 'Linked loci',
    linkageNone:
      'Count as independent. For a child and its parents linkage changes no ratio, for the phases of a parent are equally likely.',
  },
  versionState: { 'in-use': 'In use', superseded: 'Superseded by a newer version', retired: 'Retired' },
  check: {
    title: 'Check in case {{number}}',
    toCase: 'to the case',
    question: 'Question',
    state: 'State',
    askedAt: 'Asked',
    verdict: 'Verdict',
    ratio: 'Combined LR',
    progress: 'Progress',
    failed: 'The check could not be answered',
    failedNext: 'Correct what is named and ask again.',
    asked: 'Question and persons',
    about: 'About',
    aboutWhom: '{{parents}} of {{child}}',
    askedBy: 'Asked by',
    finishedAt: 'Answered',
    engine: 'Engine',
    resultDigest: 'Digest of the result',
    persons: 'Persons of the check',
    as: 'As',
  },
  outcome: {
    title: 'Result',
    ratio: 'Combined likelihood ratio',
    zero: 'LR = 0',
    words: {
      supported:
        'The ratio reaches the threshold of {{threshold}} against every alternative, with no more than two inconsistent loci: the data support H1.',
      excluded: 'Three or more loci are inconsistent: the data speak against H1.',
      inconclusive: 'The data do not decide between H1 and H2; the threshold is {{threshold}}.',
    },
    times: 'The genotypes are at least {{ratio}} times as probable if H1 holds as if H2 holds.',
    timesAgainst: 'The genotypes are at least {{ratio}} times as probable if H2 holds as if H1 holds.',
    never: 'With these settings the genotypes cannot occur at all if H1 holds.',
    lociUsed_one: '{{count}} locus used',
    lociUsed_other: '{{count}} loci used',
    inconsistentLoci_one: '{{count}} inconsistent locus',
    inconsistentLoci_other: '{{count}} inconsistent loci',
    inconsistentWithOther_one: '{{count}} locus speaks against the undisputed parent',
    inconsistentWithOther_other: '{{count}} loci speak against the undisputed parent',
    posterior: 'at even prior odds: at least {{percent}}%, cut and not rounded',
    limits:
      'The ratio compares these two hypotheses only. A close relative of the true parent can also give a high ratio. How likely parentage is depends on what else is known.',
  },
  advice: {
    'identical-profiles': 'Check the samples: two of the persons have the same genotypes.',
    'fresh-samples': 'Repeat the check on fresh samples from both sides before anything is confirmed.',
    'check-samples':
      'Check that no samples were mixed up; a reviewer says why if this is not to count as an exclusion.',
    'type-more-loci': 'Type more loci.',
    'type-more-loci-or-other-parent': 'Type more loci, or type the other parent.',
    'alternative-not-ruled-out':
      'The threshold is reached against H2, but not against the alternative that only one of both is a parent.',
    'ratio-against':
      'The ratio is below 1 and speaks against H1, but fewer than three inconsistent loci do not exclude it.',
    'one-parent-fits-better':
      'The genotypes are more probable if only one of both is a parent; ask about each of them alone.',
    'check-other-parent_one':
      'At {{count}} locus the child does not fit the undisputed parent without a mutation; check that parent’s sample and parentage before anything is concluded about the other.',
    'check-other-parent_other':
      'At {{count}} loci the child does not fit the undisputed parent without a mutation; check that parent’s sample and parentage before anything is concluded about the other.',
    'allow-mutation_one':
      'At {{count}} locus H1 is impossible under the mutation model of this check; compute again with a model that allows for it.',
    'allow-mutation_other':
      'At {{count}} loci H1 is impossible under the mutation model of this check; compute again with a model that allows for it.',
    'inconsistent-kept_one': '{{count}} locus cannot be explained without a mutation and stays in the ratio.',
    'inconsistent-kept_other': '{{count}} loci cannot be explained without a mutation and stay in the ratio.',
    'inconsistent-too-many_one': '{{count}} locus cannot be explained without a mutation, more than mutation explains.',
    'inconsistent-too-many_other':
      '{{count}} loci cannot be explained without a mutation, more than mutation explains.',
    'other-inconsistent-kept_one':
      'At {{count}} locus the child does not fit the undisputed parent without a mutation; this does not count against the other.',
    'other-inconsistent-kept_other':
      'At {{count}} loci the child does not fit the undisputed parent without a mutation; this does not count against the other.',
    'silent-allele_one':
      'At {{count}} locus child and parent show one allele only and not the same; consider a silent allele and type again with another kit.',
    'silent-allele_other':
      'At {{count}} loci child and parent show one allele only and not the same; consider a silent allele and type again with another kit.',
    'one-allele-seen_one':
      'At {{count}} locus one allele was stated; if it is a homozygote the laboratory should state both alleles, for the result is weaker without.',
    'one-allele-seen_other':
      'At {{count}} loci one allele was stated; if these are homozygotes the laboratory should state both alleles, for the result is weaker without.',
  },
  alternatives: {
    title: 'Against every alternative',
    lead: 'The verdict rests on the smallest of these ratios.',
    against: 'H1 against',
  },
  identical: {
    title: 'Same genotypes',
    words_one:
      '{{persons}} have the same genotype at {{count}} locus: the same person, identical twins, or a mix-up of samples.',
    words_other:
      '{{persons}} have the same genotypes at {{count}} loci: the same person, identical twins, or a mix-up of samples.',
  },
  hypotheses: {
    title: 'Hypotheses',
    h1: {
      'one-parent': '{{parent}} is a parent of {{child}}; the other parent is unknown.',
      'known-parent': '{{child}} is a child of {{parent}} and {{other}}.',
      'both-parents': '{{child}} is a child of {{parent}} and {{other}}.',
    },
    h2: {
      'one-parent': '{{parent}} and {{child}} are unrelated.',
      'known-parent': '{{child}} is a child of {{other}} and of an unknown person who is unrelated to {{parent}}.',
      'both-parents': '{{child}} is unrelated to {{parent}} and to {{other}}.',
    },
    only: '{{child}} is a child of {{named}} and of an unknown person who is unrelated to {{unnamed}}.',
    untyped: 'A parent who is not typed counts as a plain draw from the population.',
  },
  bars: {
    title: 'Likelihood ratio by locus',
    lead: 'On a logarithmic scale. Bars to the right of 1 speak for H1, bars to the left for H2.',
    describe: 'Bars of the likelihood ratio at {{count}} loci; the same figures stand in the table below.',
    for: 'speaks for H1',
    against: 'speaks for H2',
    inconsistent: 'inconsistent: impossible under H1 without a mutation',
  },
  loci: {
    title: 'Genotypes and ratios',
    lead: 'The combined ratio is the product of all ratios of this table.',
    none: 'No locus could be used.',
    digits: 'LR to the last digit',
    note: 'To know',
    inconsistent: {
      'one-parent': 'Child and parent share no allele here.',
      'known-parent': 'The child’s genotype cannot be made of one allele of each parent.',
      'both-parents': 'The child’s genotype cannot be made of one allele of each parent.',
    },
    inconsistentWithOther:
      'The child does not fit the undisputed parent here without a mutation; this does not count against the other.',
    mutationCounted: 'The ratio allows for a mutation.',
    mutationNotCounted: 'No mutation is allowed for, so the ratio is 0.',
    silent: 'Both show one allele only: a silent allele could explain it too.',
    notes: {
      'allele-not-in-table': 'An allele is not in the table and counts as the minimum frequency.',
      'below-minimum-frequency': 'An allele is rarer than the minimum frequency and counts as it.',
      'one-allele-seen': 'One allele was seen; the second may be any.',
    },
  },
  skipped: {
    title: 'Loci not used',
    lead: 'They are typed in someone but say nothing in this check.',
    reason: 'Reason',
    reasons: {
      'not-in-table': 'The population table does not have it.',
      'not-typed-in-all': 'It is not typed in every person.',
      'not-autosomal': 'It is not autosomal.',
      'tri-allelic':
        'Somebody shows three alleles there. Which two were handed on cannot be told, so the locus counts in no ratio.',
    },
  },
  recompute: {
    title: 'Compute again',
    lead: 'Today’s engine computes the stored inputs once more; every digit is compared. Nothing is changed.',
    act: 'Compute again',
    same: 'The same digits',
    different: 'Not the same digits: tell the operator and do not rely on this result',
    stored: 'Stored',
    now: 'Now',
    storedDigest: 'Digest stored',
    nowDigest: 'Digest now',
  },
};
