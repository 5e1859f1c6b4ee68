import { en as pages } from './en.pages.ts';
import { en as words } from './en.words.ts';

/** Every text of the pages in English. The other languages hold the same keys. */
export const en = { ...pages, ...words };

export type Texts = typeof en;
