import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Texts } from './locales/en.ts';

export const LANGUAGES = { en: 'English', zh: '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Texts };
  }
}

const REMEMBERED = 'kinledger.language';
const HTML_LANGUAGE = { en: 'en', zh: 'zh-Hans' } as const;

async function texts(language: Language): Promise<Texts> {
  return language === 'zh' ? (await import('./locales/zh.ts')).zh : (await import('./locales/en.ts')).en;
}

function remembered(): Language {
  const stored = localStorage.getItem(REMEMBERED);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Loads the texts of the remembered language, or of the browser's. */
export async function startLanguage(): Promise<void> {
  const language = remembered();
  document.documentElement.lang = HTML_LANGUAGE[language];
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await texts(language) } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export async function switchLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await texts(language));
  await i18next.changeLanguage(language);
  localStorage.setItem(REMEMBERED, language);
  document.documentElement.lang = HTML_LANGUAGE[language];
}
