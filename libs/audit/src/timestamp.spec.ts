import { type Identity, identity, type StampOptions, stamp } from '../../../test/support/tsa.ts';
import { readCertificates, timestampRequest, verifyTimestamp } from './timestamp.ts';

const TEXT = 'kinledger.example/log\n12\nBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgY=\n';
const NONCE = Uint8Array.from([255, 0, 0, 0, 0, 0, 0, 1]);
let authority: Identity;
let signer: Identity;
let request: Uint8Array;
beforeAll(async () => {
  authority = await identity({ name: 'Test authority', isCa: true });
  signer = await identity({ issuer: authority });
  request = await timestampRequest(TEXT, NONCE);
});

const stamped = (options: StampOptions = {}, by = signer) => stamp(request, by, options);
const checked = (response: Uint8Array, { text = TEXT, pem = signer.pem, nonce = NONCE } = {}) =>
  verifyTimestamp(response, text, pem, nonce);
const refused = { code: 'bad-timestamp' };

test('a stamp by the certificate given, or by one that was issued under it, states its time', async () => {
  const at = Date.parse('2026-05-04T03:02:01Z');
  for (const pem of [signer.pem, authority.pem, `${authority.pem}${signer.pem}`]) {
    expect(await checked(await stamped(), { pem })).toEqual({ at, authority: 'Test stamps' });
  }
  const whole = await stamped({ carry: [authority, signer] });
  expect(await checked(whole, { pem: authority.pem })).toEqual({ at, authority: 'Test stamps' });
  expect(await verifyTimestamp(await stamped({ hash: 'SHA-512' }), TEXT, signer.pem)).toMatchObject({ at });
});

test('of another text, or in answer to another request, it is refused', async () => {
  const response = await stamped();
  await expect(checked(response, { text: TEXT.replace('12', '13') })).rejects.toMatchObject(refused);
  await expect(checked(response, { nonce: NONCE.map((byte) => byte ^ 1) })).rejects.toMatchObject(refused);
  const without = await stamped({ change: (info) => delete info.nonce });
  await expect(checked(without)).rejects.toMatchObject(refused);
});

test('by a stranger it is refused, also by one of the same name', async () => {
  const stranger = await identity();
  await expect(checked(await stamped({}, stranger))).rejects.toMatchObject(refused);
  await expect(checked(await stamped({}, stranger), { pem: authority.pem })).rejects.toMatchObject(refused);
  // The stranger signs, and the token carries the certificate that is trusted.
  await expect(checked(await stamped({ carry: [signer, stranger] }, stranger))).rejects.toMatchObject(refused);
  await expect(checked(await stamped({ carry: [] }))).rejects.toMatchObject(refused);
});

test.each<[string, Parameters<typeof identity>[0]]>([
  ['for other purposes', { purposes: ['1.3.6.1.5.5.7.3.1'] }],
  ['for other purposes too', { purposes: ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.1'] }],
  ['that says so in passing', { critical: false }],
  ['without a purpose', { isCa: true }],
  ['that had run out', { notAfter: new Date('2026-05-04T03:02:00Z') }],
  ['that was not valid yet', { notBefore: new Date('2026-05-04T03:02:02Z') }],
])('by a certificate %s it is refused, though it was given', async (_, options) => {
  const other = await identity(options);
  await expect(checked(await stamped({}, other), { pem: other.pem })).rejects.toMatchObject(refused);
  const issued = await identity({ ...options, issuer: authority });
  await expect(checked(await stamped({}, issued), { pem: authority.pem })).rejects.toMatchObject(refused);
});

test.each<[string, StampOptions]>([
  ['not granted', { status: 2 }],
  ['signed over SHA-1', { hash: 'SHA-1' }],
  ['of another kind', { contentType: '1.2.840.113549.1.7.1' }],
  ['signed twice', { signers: 2 }],
  ['signed by nobody', { signers: 0 }],
])('a stamp that is %s is refused', async (_, options) => {
  await expect(checked(await stamped(options))).rejects.toMatchObject(refused);
});

test('a stamp with any byte changed is refused, or states the same', async () => {
  const response = await stamped();
  const right = await checked(Buffer.concat([response]));
  for (let at = 0; at < response.length; at += 23) {
    const changed = Buffer.from(response);
    changed[at]! ^= 1 + (at % 255);
    const found = await checked(changed).catch((error: { code: string }) => error.code);
    expect([right, 'bad-timestamp']).toContainEqual(found);
  }
});

test('bytes before, behind or without a stamp are refused, and so is a long one', async () => {
  const response = await stamped();
  for (const wrong of [
    new Uint8Array(),
    Buffer.of(0x30),
    response.subarray(0, -1),
    Buffer.concat([response, Buffer.of(0)]),
    Buffer.from('<html>'),
    Buffer.alloc(70_000, 0x30),
  ]) {
    await expect(checked(wrong)).rejects.toMatchObject(refused);
  }
});

test.each([
  '',
  'x',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  '-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----',
])('certificates that cannot be read are refused: %j', async (pem) => {
  await expect(readCertificates(pem)).rejects.toMatchObject(refused);
});
