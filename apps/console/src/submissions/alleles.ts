/** Alleles as typed in: one or two, parted by a comma, slash or space. Nothing for an empty field. */
export function readAlleles(text: string): string[] {
  return text.split(/[\s,/;，、]+/).filter((allele) => allele !== '');
}
