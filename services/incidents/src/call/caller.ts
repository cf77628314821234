import { closedList, named, optional, personal, usually } from '@proximidad/eventsourcing';
import { z } from 'zod';

const NAME_LENGTH_MAX = 120;

/** E.164: the single spelling by which equal numbers are found. */
const Number164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a telephone number in E.164, such as +525512345678');
const Name = z.string().min(1).max(NAME_LENGTH_MAX);
/** ISO 639-3, or 639-1 where there is one: `es`, `nah`, `maa`. */
const Language = z.string().regex(/^[a-z]{2,3}$/, 'a language of ISO 639, such as es or nah');

const ofCaller = { class: 'PERSONAL', subject: 'caller' } as const;

/** Who called, as far as was said (BR-C1: none of it is required). */
export const callerNumber = personal({
  ...{ of: 'CallReceived.caller.number', plain: Number164, found: 'EXACT' },
  ...ofCaller,
});
export const callerName = personal({ of: 'CallReceived.caller.name', plain: Name, ...ofCaller });
/** It may reveal to which people somebody belongs, and anyone who calls back has to speak it: sealed as what it may reveal. */
export const callerLanguage = personal({ of: 'CallReceived.caller.language', plain: Language, ...ofCaller });

export const CallBackSafety = closedList(
  'CallBackSafety',
  {
    SAFE: 'The number may be called back.',
    UNSAFE: 'Never call back: the person who threatens the caller may answer.',
    UNKNOWN: 'Nobody asked.',
  },
  'Whether it is safe to call somebody back.',
);

/** As stored in the log. */
export const Caller = z.object({
  number: callerNumber.sealed.nullable(),
  name: callerName.sealed.nullable(),
  language: callerLanguage.sealed.nullable(),
  safeToCallBack: CallBackSafety,
});
export type Caller = z.infer<typeof Caller>;

/** As it comes in. */
export const CallerInput = named(
  'CallerInput',
  z.object({
    number: optional(callerNumber.told).describe(
      'Telephone number in E.164, such as `+525512345678`. Sealed.',
    ),
    name: optional(callerName.told).describe('Name, as the caller gives it. Sealed.'),
    language: optional(callerLanguage.told).describe(
      'Language code of ISO 639, such as `es` or `nah`. Sealed.',
    ),
    safeToCallBack: usually(CallBackSafety, 'UNKNOWN').describe('Whether it is safe to call back.'),
  }),
  'Who called, as far as was said: no field is required.',
);

/** The part of a call that describes the work on it. */
export interface Worked {
  readonly municipality: string | null;
  readonly endedAt: number | null;
  readonly incidentId: string | null;
}

/** With its call, as it stands today where that was read. */
export type CallerOf = Caller & { readonly callId: string; readonly today: Worked | undefined };
