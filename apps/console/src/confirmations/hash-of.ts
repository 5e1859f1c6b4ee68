import { sha256Hex } from '@kinledger/audit';

/** The hash a signer signs: SHA-256 over the UTF-8 bytes of the content. */
export const hashOf = (content: string): string => sha256Hex(content);
