import { eventsInEnglish } from './events-en.ts';
import { eventsInSpanish } from './events-es.ts';
import type { Both } from './settings.ts';

/** What happened, by the type of its event: one of every family (`infra/checks/src/event-names.spec.ts`). */
export const eventWords: Both<typeof eventsInSpanish> = { es: eventsInSpanish, en: eventsInEnglish };
