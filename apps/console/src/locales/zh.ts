import type { Texts } from './en.ts';
import { zh as pages } from './zh.pages.ts';
import { zh as words } from './zh.words.ts';

/** Every text of the pages in Simplified Chinese. */
export const zh: Texts = { ...pages, ...words };
