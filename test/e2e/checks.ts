import { type People, until } from '../support/people.ts';
import { TRIO, upload } from './profiles.ts';

/** A case with the trio in it: ids of the profiles by sample, of the case, and of its persons C, M and F. */
export async function caseOfTrio({ laboratory, caseworker }: People): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  const received = await laboratory.upload(upload(TRIO));
  for (const row of received.body.rows) ids[row.sample] = row.profileId;
  const opened = await caseworker.post('/api/cases', { report: 'R 17', purpose: 'find', legalBasis: 'order 5' });
  ids.case = opened.body.id;
  for (const [code, category] of [
    ['C', 'rescued-child'],
    ['M', 'parent-of-abducted-child'],
    ['F', 'parent-of-abducted-child'],
  ] as const) {
    const profileId = ids[{ C: 'T-CHILD', M: 'T-MOTHER', F: 'T-FATHER' }[code]];
    const sex = code === 'M' ? 'female' : 'male';
    const { body } = await caseworker.post(`/api/cases/${ids.case}/persons`, { code, category, sex, profileId });
    ids[code] = body.persons.find((each: { code: string }) => each.code === code).id;
  }
  return ids;
}

/**
 * Asks whether C is the child of M and F, waits for the answer and signs it first. Returns the check and the confirmation.
 * `more` is added to the question.
 */
export async function signedOnce(
  { caseworker }: People,
  ids: Readonly<Record<string, string>>,
  population: string,
  more: object = {},
) {
  const question = { question: 'both-parents', child: ids.C, parent: ids.M, otherParent: ids.F, population, ...more };
  const checkId: string = (await caseworker.post(`/api/cases/${ids.case}/checks`, question)).body.id;
  await until(
    () => caseworker.get(`/api/checks/${checkId}`),
    ({ body }) => body.state === 'done',
  );
  const { contentHash } = (await caseworker.get(`/api/checks/${checkId}/content`)).body;
  const { body } = await caseworker.post('/api/confirmations', { checkId, contentHash });
  return { checkId, confirmation: body.id as string, contentHash: contentHash as string };
}
