import { AUTHORITIES } from './authorities.ts';
import { BEATS } from './beats.ts';
import { CONTACTS } from './contacts.ts';
import { INCIDENTS } from './incidents.ts';
import { SHARED } from './shared.ts';
import { TRAINING } from './training.ts';

/** Every refusal of the platform by its code: one code per idea, whichever service says it. */
export const REFUSALS = { ...SHARED, ...BEATS, ...INCIDENTS, ...CONTACTS, ...TRAINING, ...AUTHORITIES };

export type RefusalCode = keyof typeof REFUSALS;
