import type { ReportWords } from './words.en.ts';

/** The sentences of a report, in Simplified Chinese. */
export const zh: ReportWords = {
  title: '亲缘关系确认报告',
  header: (number, id, version) => `案件 ${number} · 报告 ${id} · 第 ${version} 版`,
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
  confidential: '保密：含基因型',
  end: '报告结束',
  withdrawn: (at, leaf) => `已于 ${at} 撤回（日志第 ${leaf} 条）。不得再作为依据。`,
  watermark: '已撤回',
  none: '无',
  comma: '、',
  conclusion: {
    heading: '结果',
    verdict: { supported: '支持 H1', excluded: '排除 H1', inconclusive: '无法判定' },
    lead: 'H1 相对于 H2 的似然比',
    log10: (log10, count) => `log10 为 ${log10}，由 ${count} 个基因座相乘得出`,
    meaning: (ratio) => `若 H1 成立，出现这些基因型的概率是 H2 成立时的 ${ratio} 倍。`,
    against: (ratio) => `若 H1 成立，出现这些基因型的概率仅为 H2 成立时的 ${ratio} 倍，即 H2 更能解释这些基因型。`,
    strength: {
      'extremely-strong': '极强支持',
      'very-strong': '非常强支持',
      strong: '强支持',
      'moderately-strong': '中等偏强支持',
      moderate: '中等支持',
      weak: '弱支持',
      none: '不支持任何一方',
    },
    support: (strength, one, other) =>
      `文字表述：相对于 ${other}，对 ${one} 为“${strength}”（ENFSI 2015 年指南的文字等级）。`,
    posterior:
      '本报告不给出亲权概率：该概率取决于分型之前的判断，不应由实验室作出；无论分型多少个基因座，都不会成为绝对确定。',
  },
  hypotheses: {
    heading: '假设',
    h1: 'H1',
    h2: 'H2',
    h1Of: {
      'one-parent': (child, parent) => `${parent} 是 ${child} 的父亲或母亲；另一方父母未知。`,
      'known-parent': (child, parent, other) => `${child} 是 ${parent} 与 ${other} 的孩子。`,
      'both-parents': (child, parent, other) => `${child} 是 ${parent} 与 ${other} 的孩子。`,
    },
    alternative: {
      neither: (child, parent, other) =>
        other === '' ? `${parent} 与 ${child} 无亲缘关系。` : `${child} 与 ${parent}、${other} 均无亲缘关系。`,
      'only-parent': (child, parent, other) =>
        `${child} 是 ${parent} 与一名未知者的孩子，该未知者与 ${other} 无亲缘关系。`,
      'only-other-parent': (child, parent, other) =>
        `${child} 是 ${other} 与一名未知者的孩子，该未知者与 ${parent} 无亲缘关系。`,
    },
    legend: '方形：男。圆形：女。菱形：性别未注明。虚线：未分型的未知者。',
    alternatives: 'H1 与各备择假设相比；结论以其中最小的似然比为准。',
    columns: ['备择假设', 'LR', 'log10'],
    relatives: '以真实父母的亲属代替其位置的备择假设：本检验未记录。',
  },
  facts: {
    heading: '报告事项',
    report: '报告',
    reportIs: (id, version) => `${id}，第 ${version} 版`,
    supersedes: '取代',
    version: (version, digest) => `第 ${version} 版，文件 SHA-256 ${digest}`,
    case: '案件，立案时间',
    requester: '依据的报案',
    purpose: '目的',
    legalBasis: '法律依据',
    question: '问题',
    questions: {
      'one-parent': '单亲：此人是否为孩子的父亲或母亲？对另一方不作判断。',
      'known-parent': '一方父母已知：另一方父母无争议时，此人是否为孩子的另一方父母？',
      'both-parents': '双亲：这两人是否为孩子的父母？',
    },
    check: '检验',
    found: '候选人的发现方式',
    foundOtherwise: '就本登记系统的记录而言，并非由其检索发现。',
    foundBySearch: (found, at) =>
      `由本登记系统的检索 ${found.search} 发现，完成于 ${at}：共 ${found.size} 份分型，比对了 ${found.compared} 份，其中 ${found.candidates} 份达到阈值，此人排第 ${found.rank} 位；预计其中因偶然达到的无关分型数：${found.expectedByChance ?? '未计算'}。`,
    lead: '任何举报、线索、图像或名次均不计入似然比。',
  },
  persons: {
    heading: '人员与样本',
    roles: {
      'one-parent': { child: '孩子', parent: '被检父或母', otherParent: '' },
      'known-parent': { child: '孩子', parent: '被检父或母', otherParent: '无争议的父或母' },
      'both-parents': { child: '孩子', parent: '被检父或母', otherParent: '被检另一方父母' },
    },
    columns: ['人员', '在问题中', '在案件中的身份', '性别', '样本', '实验室', '分型'],
    sex: { male: '男', female: '女', unknown: '未注明' },
    categories: {
      'parent-of-abducted-child': '被拐儿童的父母',
      'parent-of-missing-child': '失踪儿童的父母',
      'rescued-child': '被解救儿童',
      'child-of-unexplained-origin': '来历不明的儿童',
      'adult-of-unknown-origin': '身世不明的成年人',
      relative: '亲属',
      'unidentified-remains': '无名遗骸',
      'personal-item': '个人用品',
      erased: '已删除',
    },
    profile: (version, at, typed) => `第 ${version} 版，收到时间 ${at}，${typed} 个基因座`,
    corrected: (code, version, reason) => `${code} 的分型第 ${version} 版取代了以前的版本，原因：“${reason}”。`,
    digest: (code, digest) => `${code} 的基因型加盐摘要：${digest}`,
    gaps: '知情同意、采样人与采样时间、保管记录、试剂盒以及第二次分型：本登记系统未记录。',
  },
  loci: {
    heading: '各基因座的似然比',
    columns: ['基因座', 'LR', 'log10', '说明'],
    scale: (low, high) => `log10 由 ${low} 至 ${high}；向右为支持 H1`,
    inconsistent: '不相符',
    inconsistentWithOther: '与无争议的父或母不相符',
    notes: {
      'allele-not-in-table': '等位基因不在频率表中',
      'below-minimum-frequency': '罕见：按最小频率',
      'one-allele-seen': '',
    },
    statuses: { 'one-allele-seen': '只报告一个等位基因', 'tri-allelic': '三个等位基因', 'homozygote-stated': '' },
    status: (words, codes) => `${words}：${codes}`,
    legend:
      '两个相同的等位基因：实验室注明为纯合子。一个等位基因：只报告了一个，按该等位基因与任一等位基因计。LR 与 log10 均为截断，从不进位；全部数字见证据包。',
    leftOut: '分型中未计入似然比的基因座：',
    reasons: {
      'not-in-table': '不在频率表中',
      'not-typed-in-all': '并非各人均已分型',
      'not-autosomal': '不是常染色体',
      'tri-allelic': '三个等位基因',
      'off-ladder': '脱梯',
      'allele-out-of-range': '等位基因超出范围',
      'below-threshold': '低于实验室的阈值',
      'not-definitive': '实验室称其不确定',
    },
  },
  inconsistencies: {
    heading: '不相符的基因座',
    none: '没有不相符的基因座：每个基因座都无需突变即可解释。',
    lead: (count) =>
      `有 ${count} 个基因座在 H1 之下若无突变则无法解释。它们保留在似然比中，并由突变模型降低其数值。一至两个与亲子关系相容；三个或以上即为排除，除非复核人说明理由。`,
    leadOther: (count) => `有 ${count} 个基因座上，若无突变，孩子与无争议的父或母不相符；这不计为对另一方不利。`,
    locus: (locus, ratio, { notShared }) => {
      if (notShared.length === 0) {
        return `${locus}（LR ${ratio}）：每个成年人都与孩子共有一个等位基因，但孩子的两个等位基因不可能各来自一方。`;
      }
      const shared = notShared.map(({ code, steps, silentAllele }) => {
        const apart = steps === '' ? '相差不是整数个重复' : `相差 ${steps} 个重复`;
        const silent = silentAllele ? '；双方均只显示一个等位基因，可能存在沉默等位基因，应以另一试剂盒分型' : '';
        return `${code} 与孩子没有共有的等位基因，最接近的两个${apart}${silent}`;
      });
      return `${locus}（LR ${ratio}）：${shared.join('。')}。`;
    },
  },
  rule: {
    heading: '判定规则与结论',
    rule: (threshold) =>
      `支持：相对于每个备择假设的似然比均不低于 ${threshold}，且不相符的基因座至多两个。排除：不相符的基因座为三个或以上。其余为无法判定。`,
    verdict: (verdict, smallest, log10, inconsistent) =>
      `${verdict}：最小的似然比为 ${smallest}（log10 为 ${log10}）；不相符的基因座：${inconsistent} 个。`,
    advice: {
      'identical-profiles': () => '其中两人的基因型相同：同一人、同卵双胞胎或样本互换。',
      'check-other-parent': (count) => `有 ${count} 个基因座上孩子与无争议的父或母不相符；请先核对该样本。`,
      'fresh-samples': () => '检验建议在确认之前以双方的新样本重做。',
      'check-samples': () => '请核对样本是否互换。',
      'type-more-loci': () => '已分型的基因座不足以判定。请增加基因座。',
      'type-more-loci-or-other-parent': () => '已分型的基因座不足以判定。请增加基因座，或为另一方父母分型。',
      'alternative-not-ruled-out': () => '相对于“仅其中一人为父母”的备择假设未达到阈值。',
      'ratio-against': () => '似然比低于 1，不利于 H1。',
      'one-parent-fits-better': () => '若仅其中一人为父母，这些基因型更可能出现。',
      'allow-mutation': (count) => `有 ${count} 个基因座上，H1 在本检验的突变模型下不可能成立。`,
      'inconsistent-kept': (count) => `有 ${count} 个基因座需要突变才能解释，仍计入似然比。`,
      'inconsistent-too-many': (count) => `有 ${count} 个基因座需要突变才能解释，超出突变所能解释的范围。`,
      'other-inconsistent-kept': (count) => `有 ${count} 个基因座上，若无突变，孩子与无争议的父或母不相符。`,
      'silent-allele': (count) =>
        `有 ${count} 个基因座上，孩子与父或母各只显示一个且不同的等位基因；请考虑沉默等位基因。`,
      'one-allele-seen': (count) => `有 ${count} 个基因座只报告了一个等位基因，似然比因此较弱。`,
    },
  },
  settings: {
    heading: '计算所用',
    population: '群体频率表',
    populationIs: ({ title, id, citation, digest, chromosomes: [least, most] }) =>
      `${title}（${id}）；每个基因座计数 ${least === most ? least : `${least} 至 ${most}`} 个等位基因；${citation}；SHA-256 ${digest}`,
    theta: 'theta（共祖系数）',
    minimum: '罕见等位基因',
    minimums: {
      '5/2N': '至少按五个计（5/2N）',
      'x+1': '按再见到一次计（x+1）',
      refuse: '按频率表；表中没有的等位基因予以拒绝',
      none: '按频率表；表中没有的等位基因予以拒绝',
    },
    mutation: '突变',
    models: {
      none: '不考虑突变',
      equal: '各等位基因等概率',
      proportional: '按频率比例',
      onestep: '增减一个重复',
      stepwise: '逐步（扩展）',
      dawid: 'Dawid（平稳）',
    },
    mutationIs: (model, male, female, more) => `${model}；父亲的突变率 ${male}，母亲的突变率 ${female}${more}`,
    range: (range) => `，每多一步乘以 ${range}`,
    rate2: (rate) => `，变为微变异的突变率 ${rate}`,
    locusRates: '各基因座的突变率',
    locusRate: (locus, male, female) => `${locus} ${male} / ${female}`,
    mutationTable: '突变率表',
    threshold: '阈值',
    silent: '沉默等位基因、等位基因丢失',
    silentIs: '未建模。只报告一个等位基因时，按该等位基因与任一等位基因计。',
    linkage: '连锁',
    linkageIs: '各基因座按相互独立计；只有一个孩子及其父母时，连锁不改变似然比。',
    engine: '计算引擎',
    engineIs: (version, digest) => `版本 ${version}，源代码 SHA-256 ${digest}`,
  },
  limits: {
    heading: '限度',
    lines: [
      '似然比只比较上述假设，不涉及其他假设。真实父母的近亲也可能得出很高的似然比。',
      '结果以样本确属其代号所指的人为前提；分型之前的样本互换无法由计算发现。',
      '频率取自所列群体频率表；改用其他频率表、theta 或突变模型，似然比会不同。',
      '本报告仅以代号称呼各人。',
    ],
  },
  signatures: {
    heading: '签名',
    lead: '两名不同的人以 SHA-256 签署了同一内容；数据库拒绝同一人签署两次。',
    columns: ['', '签署人', '角色', '时间（UTC）', '日志条目'],
    orders: { 1: '第一签名', 2: '第二签名' },
    roles: { caseworker: '办案人员', reviewer: '复核人' },
    meaning: '每一签名的含义：所述检验支持 H1；签署人已阅读其结果并确认 H1。',
    withdrawn: (by, at, reason, leaf) => `由 ${by} 于 ${at} 撤回（日志第 ${leaf} 条），原因：“${reason}”。`,
  },
  verification: {
    heading: '如何核验本报告',
    lead: '任何人均可凭此代码或图形得知：此代码下的确认书是否在日志中，以及是否已撤回；除此之外不显示任何内容。',
    code: '代码',
    content: '所签内容的 SHA-256',
    inputs: '问题的 SHA-256',
    result: '结果的 SHA-256',
    log: '日志',
    leaf: '条目（叶序号）',
    root: (size) => `日志大小为 ${size} 时的根`,
    how: '本报告所依据的一切都在证据包中，无需本登记系统即可核验并重新计算：“kinledger verify FILE.zip --log-key KEY”和“kinledger recompute FILE.zip”。日志的公钥请从您信任的人处取得，不要取自本报告。本文件的 SHA-256 保存在登记系统和证据包中。',
    unprintable: (characters) => `本报告字体所缺的字符以双括号内的码点印出：${characters}。`,
  },
};
