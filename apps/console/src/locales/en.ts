import { en as access } from './en.access.ts';
import { en as audit } from './en.audit.ts';
import { en as cases } from './en.cases.ts';
import { en as checks } from './en.checks.ts';
import { en as confirmations } from './en.confirmations.ts';
import { en as erasure } from './en.erasure.ts';
import { en as figures } from './en.figures.ts';
import { en as frame } from './en.frame.ts';
import { en as history } from './en.history.ts';
import { en as pedigree } from './en.pedigree.ts';
import { en as reference } from './en.reference.ts';
import { en as submissions } from './en.submissions.ts';
import { en as uploads } from './en.uploads.ts';
import { en as words } from './en.words.ts';

/** Every text of the pages in English. The other languages hold the same keys. */
export const en = {
  ...frame,
  ...access,
  ...submissions,
  ...uploads,
  ...cases,
  ...checks,
  ...figures,
  ...pedigree,
  ...confirmations,
  ...history,
  ...audit,
  ...erasure,
  ...reference,
  ...words,
};

export type Texts = typeof en;
