import type { FoundBySearch, Inconsistency, ReportContent } from './report-content.ts';

type Codes = Readonly<Record<string, string>>;

const loci = (count: number): string => (count === 1 ? '1 locus' : `${count} loci`);

/** The sentences of a report, in English. Every figure and every code in them is handed in from the report's content. */
export const en = {
  title: 'Report on a confirmation of kinship',
  header: (number: string, id: string, version: number) => `Case ${number} · report ${id} · version ${version}`,
  page: (page: number, pages: number) => `page ${page} of ${pages}`,
  confidential: 'Confidential: holds genotypes',
  end: 'End of the report',
  withdrawn: (at: string, leaf: number) => `WITHDRAWN on ${at} (entry ${leaf} of the log). It must not be relied on.`,
  watermark: 'WITHDRAWN',
  none: 'none',
  comma: ', ',
  conclusion: {
    heading: 'Result',
    verdict: { supported: 'H1 is supported', excluded: 'H1 is excluded', inconclusive: 'Inconclusive' } as Codes,
    lead: 'likelihood ratio of H1 to H2',
    log10: (log10: string, count: number) => `log10 ${log10}, product of ${loci(count)}`,
    meaning: (ratio: string) => `The genotypes are ${ratio} times as probable if H1 is true as they are if H2 is true.`,
    against: (ratio: string) =>
      `The genotypes are ${ratio} times as probable under H1 as under H2: more probable under H2.`,
    strength: {
      'extremely-strong': 'extremely strong support',
      'very-strong': 'very strong support',
      strong: 'strong support',
      'moderately-strong': 'moderately strong support',
      moderate: 'moderate support',
      weak: 'weak support',
      none: 'no support',
    } as Codes,
    support: (strength: string, one: string, other: string) =>
      `In words: ${strength} for ${one} rather than ${other} (verbal scale of the ENFSI guideline of 2015).`,
    posterior:
      'No probability of parentage is stated: it depends on what was held before the typing, which is not for the laboratory to say, and no number of loci makes it a certainty.',
  },
  hypotheses: {
    heading: 'Hypotheses',
    h1: 'H1',
    h2: 'H2',
    h1Of: {
      'one-parent': (child: string, parent: string) =>
        `${parent} is a parent of ${child}; the other parent is unknown.`,
      'known-parent': (child: string, parent: string, other: string) =>
        `${child} is a child of ${parent} and ${other}.`,
      'both-parents': (child: string, parent: string, other: string) =>
        `${child} is a child of ${parent} and ${other}.`,
    },
    alternative: {
      neither: (child: string, parent: string, other: string) =>
        other === '' ? `${parent} and ${child} are unrelated.` : `${child} is unrelated to ${parent} and to ${other}.`,
      'only-parent': (child: string, parent: string, other: string) =>
        `${child} is a child of ${parent} and of an unknown person who is unrelated to ${other}.`,
      'only-other-parent': (child: string, parent: string, other: string) =>
        `${child} is a child of ${other} and of an unknown person who is unrelated to ${parent}.`,
    },
    legend: 'Square: male. Circle: female. Diamond: sex not stated. Dashed: an unknown person who was not typed.',
    alternatives: 'H1 set against each alternative; the verdict rests on the smallest ratio.',
    columns: ['Alternative', 'LR', 'log10'],
    relatives: 'Alternatives in which a relative of a true parent takes his place: not recorded for this check.',
  },
  facts: {
    heading: 'What is reported',
    report: 'Report',
    reportIs: (id: string, version: number) => `${id}, version ${version}`,
    supersedes: 'Supersedes',
    version: (version: number, digest: string) => `version ${version}, file with SHA-256 ${digest}`,
    case: 'Case, opened',
    requester: 'Requested by report',
    purpose: 'Purpose',
    legalBasis: 'Legal basis',
    question: 'Question',
    questions: {
      'one-parent': 'One parent: is this person a parent of the child? Nothing is said of the other parent.',
      'known-parent': 'Known parent: is this person the other parent, beside a parent whom nobody disputes?',
      'both-parents': 'Both parents: are these two the parents of the child?',
    } as Codes,
    check: 'Check',
    found: 'How the candidate was found',
    foundOtherwise: 'Not by a search of this register, as far as it records.',
    foundBySearch: (found: FoundBySearch, at: string) =>
      `By search ${found.search} of the register, finished ${at}: of ${found.size} profiles ${found.compared} were compared, ${found.candidates} reached its threshold, this one at rank ${found.rank}; unrelated profiles to be expected among them by chance: ${found.expectedByChance ?? 'not computed'}.`,
    lead: 'No tip, lead, image or rank enters the likelihood ratio.',
  },
  persons: {
    heading: 'Persons and samples',
    roles: {
      'one-parent': { child: 'child', parent: 'alleged parent', otherParent: '' },
      'known-parent': { child: 'child', parent: 'alleged parent', otherParent: 'undisputed parent' },
      'both-parents': { child: 'child', parent: 'alleged parent', otherParent: 'alleged other parent' },
    } as Readonly<Record<string, Codes>>,
    columns: ['Person', 'In the question', 'Stands in the case as', 'Sex', 'Sample', 'Laboratory', 'Profile'],
    sex: { male: 'male', female: 'female', unknown: 'not stated' } as Codes,
    categories: {
      'parent-of-abducted-child': 'parent of an abducted child',
      'parent-of-missing-child': 'parent of a missing child',
      'rescued-child': 'rescued child',
      'child-of-unexplained-origin': 'child of unexplained origin',
      'adult-of-unknown-origin': 'adult of unknown origin',
      relative: 'relative',
      'unidentified-remains': 'unidentified remains',
      'personal-item': 'personal item',
      erased: 'erased',
    } as Codes,
    profile: (version: number, at: string, typed: number) => `version ${version}, received ${at}, ${loci(typed)}`,
    corrected: (code: string, version: number, reason: string) =>
      `Version ${version} of the profile of ${code} takes the place of an earlier one: "${reason}".`,
    digest: (code: string, digest: string) => `Salted digest of the genotypes of ${code}: ${digest}`,
    gaps: 'Consent, who took the samples and when, custody, kit, and a second typing: not recorded in this register.',
  },
  loci: {
    heading: 'Likelihood ratio of each locus',
    columns: ['Locus', 'LR', 'log10', 'Remarks'],
    scale: (low: string, high: string) => `log10 from ${low} to ${high}; to the right: for H1`,
    inconsistent: 'inconsistent',
    inconsistentWithOther: 'inconsistent with the undisputed parent',
    notes: {
      'allele-not-in-table': 'allele not in the table',
      'below-minimum-frequency': 'minimum frequency',
      'one-allele-seen': '',
    } as Codes,
    statuses: {
      'one-allele-seen': 'one allele stated',
      'tri-allelic': 'three alleles',
      'homozygote-stated': '',
    } as Codes,
    status: (words: string, codes: string) => `${words}: ${codes}`,
    legend:
      'Two equal alleles: the laboratory stated a homozygote. One allele: only one was stated, and it counts as that allele with any other. LR and log10 are cut, never rounded up; all digits stand in the evidence bundle.',
    leftOut: 'Loci of the profiles that the ratio does not rest on: ',
    reasons: {
      'not-in-table': 'not in the population table',
      'not-typed-in-all': 'not typed in all persons',
      'not-autosomal': 'not autosomal',
      'tri-allelic': 'three alleles',
      'off-ladder': 'off ladder',
      'allele-out-of-range': 'allele out of range',
      'below-threshold': "below the laboratory's threshold",
      'not-definitive': "not definitive by the laboratory's own word",
    } as Codes,
  },
  inconsistencies: {
    heading: 'Inconsistent loci',
    none: 'No locus is inconsistent: each can be explained without a mutation.',
    lead: (count: number) =>
      `${loci(count)} cannot be explained under H1 without a mutation. They are kept in the ratio, which the mutation model lowers. One or two are compatible with parentage; three or more exclude it unless a reviewer says why not.`,
    leadOther: (count: number) =>
      `At ${loci(count)} the child does not fit the undisputed parent without a mutation; this does not count against the other.`,
    locus: (locus: string, ratio: string, { notShared }: Inconsistency) => {
      if (notShared.length === 0) {
        return `${locus} (LR ${ratio}): each adult shares an allele with the child, but the child's two alleles cannot be one of each.`;
      }
      const shared = notShared.map(({ code, steps, silentAllele }) => {
        const apart =
          steps === '' ? 'no whole number of repeats apart' : `${steps} repeat${steps === '1' ? '' : 's'} apart`;
        const silent = silentAllele
          ? '; both show one allele only, so that a silent allele may explain it: type it with another kit'
          : '';
        return `${code} and the child share no allele; the nearest two are ${apart}${silent}`;
      });
      return `${locus} (LR ${ratio}): ${shared.join('. ')}.`;
    },
  },
  rule: {
    heading: 'Decision rule and verdict',
    rule: (threshold: string) =>
      `Supported: the ratio to every alternative is at least ${threshold}, with at most two inconsistent loci. Excluded: three inconsistent loci or more. Else inconclusive.`,
    verdict: (verdict: string, smallest: string, log10: string, inconsistent: number) =>
      `${verdict}: the smallest ratio is ${smallest} (log10 ${log10}); inconsistent loci: ${inconsistent}.`,
    advice: {
      'identical-profiles': () =>
        'Two of the persons have the same genotypes: the same person, identical twins, or a mix-up of samples.',
      'check-other-parent': (count: number) =>
        `At ${loci(count)} the child does not fit the undisputed parent; check that sample first.`,
      'fresh-samples': () => 'The check advised to repeat it on fresh samples from both sides before a confirmation.',
      'check-samples': () => 'Check that no samples were mixed up.',
      'type-more-loci': () => 'The loci typed do not decide. Type more loci.',
      'type-more-loci-or-other-parent': () => 'The loci typed do not decide. Type more loci, or type the other parent.',
      'alternative-not-ruled-out': () =>
        'The threshold is not reached against the alternative that only one of both is a parent.',
      'ratio-against': () => 'The ratio is below 1 and speaks against H1.',
      'one-parent-fits-better': () => 'The genotypes are more probable if only one of both is a parent.',
      'allow-mutation': (count: number) => `At ${loci(count)} H1 is impossible under the mutation model of this check.`,
      'inconsistent-kept': (count: number) => `${loci(count)} need a mutation and stay in the ratio.`,
      'inconsistent-too-many': (count: number) => `${loci(count)} need a mutation, more than mutation explains.`,
      'other-inconsistent-kept': (count: number) =>
        `At ${loci(count)} the child does not fit the undisputed parent without a mutation.`,
      'silent-allele': (count: number) =>
        `At ${loci(count)} child and parent show one allele only and not the same; consider a silent allele.`,
      'one-allele-seen': (count: number) => `At ${loci(count)} one allele only was stated; the ratio is weaker for it.`,
    } as Readonly<Record<string, (count: number) => string>>,
  },
  settings: {
    heading: 'What was computed with',
    population: 'Population table',
    populationIs: ({
      title,
      id,
      citation,
      digest,
      chromosomes: [least, most],
    }: ReportContent['settings']['population']) =>
      `${title} (${id}); ${least === most ? least : `${least} to ${most}`} alleles counted at a locus; ${citation}; SHA-256 ${digest}`,
    theta: 'Theta (coancestry)',
    minimum: 'Rare alleles',
    minimums: {
      '5/2N': 'counted as at least five copies (5/2N)',
      'x+1': 'counted as seen once more (x+1)',
      refuse: 'as in the table; an allele it lacks is refused',
      none: 'as in the table; an allele it lacks is refused',
    } as Codes,
    mutation: 'Mutation',
    models: {
      none: 'not allowed for',
      equal: 'to every allele alike',
      proportional: 'by frequency',
      onestep: 'one repeat up or down',
      stepwise: 'stepwise (extended)',
      dawid: 'Dawid, stationary',
    } as Codes,
    mutationIs: (model: string, male: string, female: string, more: string) =>
      `${model}; rate from a father ${male}, from a mother ${female}${more}`,
    range: (range: string) => `, each further step by a factor of ${range}`,
    rate2: (rate: string) => `, rate to microvariants ${rate}`,
    locusRates: 'Rates by locus',
    locusRate: (locus: string, male: string, female: string) => `${locus} ${male} / ${female}`,
    mutationTable: 'Mutation table',
    threshold: 'Threshold',
    silent: 'Silent alleles, drop-out',
    silentIs: 'not modelled. One stated allele counts as that allele with any other.',
    linkage: 'Linkage',
    linkageIs: 'loci count as independent; with one child and its parents linkage does not change the ratio.',
    engine: 'Engine',
    engineIs: (version: string, digest: string) => `version ${version}, SHA-256 of its sources ${digest}`,
  },
  limits: {
    heading: 'Limits',
    lines: [
      'The ratio compares the hypotheses above and no others. A close relative of a true parent can show a high ratio too.',
      'It rests on the samples being of the persons under whose codes they were handed in; no computation can show a mix-up before the typing.',
      'Frequencies are those of the population table; another table, theta or mutation model gives another ratio.',
      'The report names persons by code only.',
    ],
  },
  signatures: {
    heading: 'Signatures',
    lead: 'Two different persons signed the same content, by its SHA-256; the database refuses one person twice.',
    columns: ['', 'Signed by', 'Role', 'Time (UTC)', 'Entry of the log'],
    orders: { 1: 'First', 2: 'Second' } as Readonly<Record<number, string>>,
    roles: { caseworker: 'caseworker', reviewer: 'reviewer' } as Codes,
    meaning: 'Each signature means: the named check supports H1; the signer has read its result and confirms H1.',
    withdrawn: (by: string, at: string, reason: string, leaf: number) =>
      `Withdrawn by ${by} on ${at} (entry ${leaf} of the log), with the reason: "${reason}".`,
  },
  verification: {
    heading: 'How to verify this report',
    lead: 'By the code or the picture anybody learns whether a confirmation under this code stands in the log and whether it was withdrawn; no more is shown.',
    code: 'Code',
    content: 'Signed content, SHA-256',
    inputs: 'Question, SHA-256',
    result: 'Result, SHA-256',
    log: 'Log',
    leaf: 'Entry (leaf index)',
    root: (size: number) => `Root of the log at size ${size}`,
    how: 'Everything this rests on is in the evidence bundle, which is verified and computed again without this register: "kinledger verify FILE.zip --log-key KEY" and "kinledger recompute FILE.zip". Take the key of the log from somebody you trust, not from this report. The SHA-256 of this file stands in the register and in the bundle.',
    unprintable: (characters: string) =>
      `Characters that the font of this report lacks are printed by their code points in double brackets: ${characters}.`,
  },
};

export type ReportWords = typeof en;
