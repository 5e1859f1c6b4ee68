/** The words that lie in every bundle, for somebody who has never heard of us. */
export function readme(subject: { readonly kind: string; readonly id: string }, origin: string): string {
  return `Evidence for ${subject.kind} ${subject.id}
of the log ${origin}

CONFIDENTIAL: the folder rows holds genotypes, codes and the texts of the case. Keep it as you keep the file of the case.

What is in it
  events/              one receipt for each act (C2SP tlog-proof): that the event, which is inside in base64, stands in
                       the log at the place its name begins with
  rows/                what each act wrote, as canonical JSON (RFC 8785), under the same place; the event holds its SHA-256
  tables/              the frequency table that was computed with, whole
  mutation-rates/      the mutation rates of the study that was chosen, if one was, whole
  reports/             the report as it was issued, in English and in Chinese; its row holds its SHA-256
  signed-content.json  what both persons signed, word for word
  evidence.json        what the bundle is about, and the keys of the log as the log itself names them

How to check it, without us and without our database
  1. Get the log's key from somebody you trust: not from this bundle, and not from whoever gave it to you.
  2. kinledger verify THIS_FILE.zip --log-key KEY
     checks that every event stands in the log, that every row is the one its event speaks of, that question, genotypes,
     tables and result are the ones that were signed, and that two different persons signed.
  3. kinledger recompute THIS_FILE.zip
     computes every likelihood ratio again from the genotypes and the table, and compares every digit.

By hand
  sha256sum rows/*     prints for each row the digest that stands in its event ("row": {"digest": ...}).
  Signed content       its SHA-256 is "contentHash" in the rows confirmation and confirmation_signature.
  Genotypes            base64url(["salt","genotypes",{...}]), hashed with SHA-256 and written in base64url, is "digest"
                       in the row of the profile and "profileDigest" in the question (RFC 9901).

What it cannot show
  Whether the confirmation was withdrawn after this bundle was made: ask the service or a newer copy of the log.
  Whether the samples were mixed up before they were typed: no log can show that.
`;
}
