/** Texts of drawn families. */
export const zh = {
  pedigree: {
    family: '家系图',
    familyLead: '按检验所问，假定 H1 成立。与所问家系无关的人员列在一旁。',
    noClaim: '尚未就这些人员提出任何问题，因此图中没有连线。',
    ofCheck: '依据的检验',
    ifH1: '若 H1 成立',
    ifH2: '若 H2 成立',
    unknown: '未知',
    loci_one: '{{count}} 个基因座',
    loci_other: '{{count}} 个基因座',
    nobody: '{{label}}：身份不明的人；性别：{{sex}}',
    person: '{{label}}：{{facts}}',
    save: '保存为 SVG',
    saveNamed: '保存为 SVG：{{title}}',
    shapes: '方形：男；圆形：女；菱形：性别未注明',
    signs: {
      typed: '已分型',
      untyped: '未分型',
      nobody: '身份不明',
      doubted: '被问及',
      deceased: '已故',
    },
  },
};
