import type { Texts } from './en.ts';
import { zh as access } from './zh.access.ts';
import { zh as audit } from './zh.audit.ts';
import { zh as cases } from './zh.cases.ts';
import { zh as checks } from './zh.checks.ts';
import { zh as confirmations } from './zh.confirmations.ts';
import { zh as erasure } from './zh.erasure.ts';
import { zh as figures } from './zh.figures.ts';
import { zh as frame } from './zh.frame.ts';
import { zh as history } from './zh.history.ts';
import { zh as pedigree } from './zh.pedigree.ts';
import { zh as reference } from './zh.reference.ts';
import { zh as submissions } from './zh.submissions.ts';
import { zh as uploads } from './zh.uploads.ts';
import { zh as words } from './zh.words.ts';

/** Every text of the pages in Simplified Chinese. */
export const zh: Texts = {
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
