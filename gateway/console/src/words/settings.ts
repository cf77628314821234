import { createContext, useContext, useSyncExternalStore } from 'react';
import { en } from './en.ts';
import { es, type Words } from './es.ts';

export type Language = 'es' | 'en';
export type Theme = 'dark' | 'light';

/** How somebody wants the console, kept on this machine; nothing of it says who they are. */
export interface Settings {
  readonly language: Language;
  readonly theme: Theme;
  readonly letters: boolean;
  readonly sound: boolean;
}

const KEY = 'proximidad.ajustes';
const DEFAULT: Settings = { language: 'es', theme: 'dark', letters: true, sound: false };
const listeners = new Set<() => void>();
let settings = shown(read());
// Paper is light, whatever the screen is: light letters on it cannot be read.
addEventListener('beforeprint', () => shown({ ...settings, theme: 'light' }));
addEventListener('afterprint', () => shown(settings));

export function currentSettings(): Settings {
  return settings;
}

export function changeSettings(changes: Partial<Settings>): void {
  settings = shown({ ...settings, ...changes });
  localStorage.setItem(KEY, JSON.stringify(settings));
  listeners.forEach((listener) => listener());
}

export function useSettings(): Settings {
  return useSyncExternalStore(listen, currentSettings);
}

export function useWords(): Words {
  return wordsOf(useSettings().language);
}

export function wordsOf(language: Language): Words {
  return language === 'en' ? en : es;
}

/** Words that one room alone uses, in both languages side by side. */
export interface Both<T> {
  readonly es: T;
  readonly en: T;
}

export function useRoomWords<T>(both: Both<T>): T {
  return both[useSettings().language];
}

/** The clock of the place that a screen is about. */
const TimeZone = createContext('America/Mexico_City');
export const TimeZoneProvider = TimeZone.Provider;
export const useTimeZone = () => useContext(TimeZone);

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function shown(next: Settings): Settings {
  document.documentElement.lang = wordsOf(next.language).language;
  document.documentElement.dataset['theme'] = next.theme;
  return next;
}

function read(): Settings {
  try {
    return { ...DEFAULT, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) };
  } catch {
    return DEFAULT;
  }
}
