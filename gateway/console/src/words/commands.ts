import { commandsInEnglish } from './commands-en.ts';
import { commandsInSpanish } from './commands-es.ts';
import type { Both } from './settings.ts';

/** What was ordered, by the name of its command: each of every aggregate (`infra/checks/src/event-names.spec.ts`). */
export const commandWords: Both<typeof commandsInSpanish> = { es: commandsInSpanish, en: commandsInEnglish };
