import type { Certificate, SignedData, TSTInfo } from 'pkijs';
import { fromBase64, sameBytes, textBytes } from './bytes.ts';
import { AuditError } from './errors.ts';
import { sha256 } from './hash.ts';

// RFC 3161: somebody else's signature under the time at which a checkpoint existed. By pkijs, which is loaded only when
// it is asked for. What is stamped is the SHA-256 of the checkpoint's text (origin, size, root): who has the log can make
// that text again for any size, and needs no copy of the checkpoint.

const SHA_256 = '2.16.840.1.101.3.4.2.1';
/** SHA-256, SHA-384, SHA-512: what a signature may rest on. */
const STRONG = [SHA_256, '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3'];
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

export const MAX_TIMESTAMP_BYTES = 64 * 1024;
export const TIMESTAMP_NONCE_BYTES = 8;

/** What an authority says: the checkpoint existed at this time. */
export interface Timestamp {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Who says it: the subject of the signer's certificate. */
  readonly authority: string;
}

/** The request for a checkpoint's text, in DER. Requires eight random bytes. */
export async function timestampRequest(text: string, nonce: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { pki, asn1 } = await load();
  const request = new pki.TimeStampReq({
    version: 1,
    messageImprint: new pki.MessageImprint({
      hashAlgorithm: new pki.AlgorithmIdentifier({ algorithmId: SHA_256, algorithmParams: new asn1.Null() }),
      hashedMessage: new asn1.OctetString({ valueHex: bufferOf(sha256(textBytes(text))) }),
    }),
    nonce: new asn1.Integer({ valueHex: positive(nonce).buffer }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

/**
 * Checks a TimeStampResp: granted, for this very text, answering this nonce if one is given, signed by a certificate
 * for time stamping that is, or was issued under, one of `certificates` (PEM) and was valid at that time. Throws
 * AuditError 'bad-timestamp' otherwise. Whether a certificate was revoked later is not asked.
 */
export async function verifyTimestamp(
  response: Uint8Array,
  text: string,
  certificates: string,
  nonce?: Uint8Array,
): Promise<Timestamp> {
  if (response.length > MAX_TIMESTAMP_BYTES) throw bad('it is longer than any');
  const trusted = await readCertificates(certificates);
  const { signed, info } = await read(response);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (
    hashAlgorithm.algorithmId !== SHA_256 ||
    !sameBytes(hashedMessage.valueBlock.valueHexView, sha256(textBytes(text)))
  ) {
    throw bad('it is of something else than this checkpoint');
  }
  if (nonce !== undefined && !sameBytes(info.nonce?.valueBlock.valueHexView ?? new Uint8Array(), positive(nonce))) {
    throw bad('it answers another request');
  }
  const signer = await verifySignature(signed, text, info.genTime, trusted);
  return { at: info.genTime.getTime(), authority: nameOf(signer) };
}

/** The certificates of a PEM text; throws 'bad-timestamp' if there are none or one cannot be read. */
export async function readCertificates(pem: string): Promise<readonly Certificate[]> {
  const { pki } = await load();
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw bad('no certificate of its authority was given in PEM form');
  return found.map((block) => {
    try {
      return pki.Certificate.fromBER(bufferOf(fromBase64(block.replace(/-----[A-Z ]+-----|\s/g, ''))!));
    } catch {
      throw bad('a certificate given cannot be read');
    }
  });
}

/** Bare asn1js would pass over what stands behind the end. */
async function read(response: Uint8Array): Promise<{ readonly signed: SignedData; readonly info: TSTInfo }> {
  const { pki, asn1 } = await load();
  try {
    const bytes = bufferOf(response);
    if (asn1.fromBER(bytes).offset !== response.length) throw bad('it cannot be read');
    const { status, timeStampToken: token } = pki.TimeStampResp.fromBER(bytes);
    if (status.status > 1) throw bad(`the authority did not grant it (status ${status.status})`);
    if (token?.contentType !== SIGNED_DATA) throw bad('it holds no token');
    const signed = new pki.SignedData({ schema: token.content });
    const content = signed.encapContentInfo.eContent;
    if (signed.encapContentInfo.eContentType !== TST_INFO || !content) throw bad('it holds no time');
    return { signed, info: pki.TSTInfo.fromBER(content.getValue()) };
  } catch (error) {
    throw error instanceof AuditError ? error : bad('it cannot be read');
  }
}

/** The certificate whose signature it is. Requires a token of this very text and time. */
async function verifySignature(
  signed: SignedData,
  text: string,
  at: Date,
  trusted: readonly Certificate[],
): Promise<Certificate> {
  assertForm(signed);
  const isTrusted = (certificate: Certificate) => trusted.some((known) => sameDer(known, certificate));
  const parameters = { signer: 0, data: bufferOf(textBytes(text)), extendedMode: true } as const;
  const chain = { checkChain: true, trustedCerts: [...trusted] };
  try {
    // A certificate that was given needs no chain. Any other is checked again, with the chain to one that was.
    const first = await signed.verify(parameters);
    const given = first.signerCertificate && isTrusted(first.signerCertificate);
    const { signatureVerified, signerCertificate } = given ? first : await signed.verify({ ...parameters, ...chain });
    if (signatureVerified !== true || !signerCertificate) throw bad('its signature is not right');
    assertForStamping(signerCertificate, at);
    return signerCertificate;
  } catch (error) {
    throw error instanceof AuditError ? error : bad('it is not signed by an authority that was given');
  }
}

/** RFC 3161 section 2.4.2: one signer, over attributes that say what is signed. Old digests are refused. */
function assertForm(signed: SignedData): void {
  const [signer, ...others] = signed.signerInfos;
  const type = signer?.signedAttrs?.attributes.find((attribute) => attribute.type === CONTENT_TYPE)?.values[0];
  if (others.length > 0 || type?.valueBlock?.toString() !== TST_INFO) throw bad('it is signed in no known way');
  if (!STRONG.includes(signer!.digestAlgorithm.algorithmId)) throw bad('its digest is one that can be forged');
}

/** RFC 3161 section 2.3: a certificate for this purpose alone, and valid at the time it states. */
function assertForStamping(certificate: Certificate, at: Date): void {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  const purposes = usage?.critical ? (usage.parsedValue as { keyPurposes?: readonly string[] }).keyPurposes : undefined;
  if (purposes?.length !== 1 || purposes[0] !== TIME_STAMPING) throw bad('its certificate is not for time stamping');
  if (at < certificate.notBefore.value || at > certificate.notAfter.value) {
    throw bad('its certificate was not valid at that time');
  }
}

const sameDer = (a: Certificate, b: Certificate): boolean =>
  sameBytes(new Uint8Array(a.toSchema(true).toBER()), new Uint8Array(b.toSchema(true).toBER()));

/** The parts of the subject's name, in their order. */
const nameOf = ({ subject }: Certificate): string =>
  subject.typesAndValues.map(({ value }) => String(value.valueBlock.value)).join(', ');

/** As an INTEGER of DER, eight bytes long whatever chance says. */
function positive(nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(nonce);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
}

/** A copy: a Buffer may share its memory with others. */
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

const load = async () => ({ pki: await import('pkijs'), asn1: await import('asn1js') });
const bad = (what: string) => new AuditError('bad-timestamp', `The time stamp cannot be used: ${what}.`);
