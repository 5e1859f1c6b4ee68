import { webcrypto } from 'node:crypto';
import { createServer } from 'node:http';
import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { serve } from './witness.ts';

// A small time-stamping authority (RFC 3161) for tests: makes certificates and stamps, and can do both wrongly.

export interface Identity {
  readonly certificate: pki.Certificate;
  readonly pem: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface IdentityOptions {
  readonly name?: string;
  /** Who signs the certificate; itself when absent. */
  readonly issuer?: Identity;
  readonly purposes?: readonly string[];
  readonly critical?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly isCa?: boolean;
}

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const oid = (value: string) => new asn1.ObjectIdentifier({ value });
const commonName = (value: string) =>
  new pki.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1.Utf8String({ value }) });
let serial = 1;

export async function identity(options: IdentityOptions = {}): Promise<Identity> {
  const { name = 'Test stamps', issuer, purposes = [TIME_STAMPING], critical = true, isCa = false } = options;
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = new pki.Certificate({ version: 2 });
  serial += 1;
  certificate.serialNumber = new asn1.Integer({ value: serial });
  certificate.subject.typesAndValues.push(commonName(name));
  certificate.issuer.typesAndValues.push(...(issuer?.certificate.subject.typesAndValues ?? [commonName(name)]));
  certificate.notBefore.value = options.notBefore ?? new Date('2020-01-01T00:00:00Z');
  certificate.notAfter.value = options.notAfter ?? new Date('2049-01-01T00:00:00Z');
  const usage = new pki.ExtKeyUsage({ keyPurposes: [...purposes] });
  const ca = new pki.BasicConstraints({ cA: isCa });
  certificate.extensions = [
    new pki.Extension({ extnID: '2.5.29.19', critical: true, extnValue: ca.toSchema().toBER(), parsedValue: ca }),
  ];
  if (!isCa) {
    const extnValue = usage.toSchema().toBER();
    certificate.extensions.push(new pki.Extension({ extnID: '2.5.29.37', critical, extnValue, parsedValue: usage }));
  }
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey as never);
  await certificate.sign((issuer?.keys ?? keys).privateKey as never, 'SHA-256');
  const body = Buffer.from(certificate.toSchema(true).toBER()).toString('base64');
  return { certificate, keys, pem: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n` };
}

export interface StampOptions {
  readonly at?: Date;
  readonly status?: number;
  readonly hash?: 'SHA-1' | 'SHA-256' | 'SHA-512';
  readonly contentType?: string;
  readonly signers?: number;
  /** What the token states, changed. */
  readonly change?: (info: pki.TSTInfo) => void;
  /** Certificates in the token; the signer's own unless told. */
  readonly carry?: readonly Identity[];
}

/** Answers a TimeStampReq with a TimeStampResp. */
export async function stamp(request: Uint8Array, signer: Identity, options: StampOptions = {}): Promise<Buffer> {
  const { at = new Date('2026-05-04T03:02:01Z'), status = 0, contentType = '1.2.840.113549.1.9.16.1.4' } = options;
  const asked = pki.TimeStampReq.fromBER(new Uint8Array(request).buffer);
  const info = new pki.TSTInfo({
    version: 1,
    policy: '1.3.6.1.4.1.13762.3',
    messageImprint: asked.messageImprint,
    serialNumber: new asn1.Integer({ value: 7 }),
    genTime: at,
    ...(asked.nonce ? { nonce: asked.nonce } : {}),
  });
  options.change?.(info);
  const content = info.toSchema().toBER();
  const signed = new pki.SignedData({
    version: 3,
    encapContentInfo: new pki.EncapsulatedContentInfo({
      eContentType: contentType,
      eContent: new asn1.OctetString({ valueHex: content }),
    }),
    certificates: (options.carry ?? [signer]).map(({ certificate }) => certificate),
  });
  for (let i = 0; i < (options.signers ?? 1); i += 1) await addSigner(signed, i, signer, content, options);
  const token = new pki.ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) });
  const answer = new pki.TimeStampResp({
    status: new pki.PKIStatusInfo({ status }),
    ...(status > 1 ? {} : { timeStampToken: token }),
  });
  return Buffer.from(answer.toSchema().toBER());
}

async function addSigner(
  signed: pki.SignedData,
  place: number,
  { certificate, keys }: Identity,
  content: ArrayBuffer,
  { hash = 'SHA-256', contentType = '1.2.840.113549.1.9.16.1.4' }: StampOptions,
): Promise<void> {
  const digest = await webcrypto.subtle.digest(hash, content);
  const attributes = [
    new pki.Attribute({ type: '1.2.840.113549.1.9.3', values: [oid(contentType)] }),
    new pki.Attribute({ type: '1.2.840.113549.1.9.4', values: [new asn1.OctetString({ valueHex: digest })] }),
  ];
  const sid = new pki.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber });
  const signedAttrs = new pki.SignedAndUnsignedAttributes({ type: 0, attributes });
  signed.signerInfos.push(new pki.SignerInfo({ version: 1, sid, signedAttrs }));
  await signed.sign(keys.privateKey as never, place, hash);
}

/** The authority as a server; `answer` replaces what it would answer. */
export function startTsa(
  signer: Identity,
  answer: (request: Buffer) => Promise<Buffer> = (request) => stamp(request, signer, { at: new Date() }),
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = await answer(Buffer.concat(parts)).catch((error: unknown) => Buffer.from(String(error)));
    const type =
      request.headers['content-type'] === 'application/timestamp-query' ? 'application/timestamp-reply' : 'text/plain';
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  return serve(server);
}
