/** The auditor's secret numbers, in this browser alone, until they are opened. */
const KEPT = 'kinledger.nonce.';
const BYTES = 32;

export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function keepNonce(sampleId: string, nonce: string): void {
  localStorage.setItem(KEPT + sampleId, nonce);
}

export function keptNonce(sampleId: string): string {
  return localStorage.getItem(KEPT + sampleId) ?? '';
}
