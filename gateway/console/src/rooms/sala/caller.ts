import type { CallBackSafety, CallChannel, CallerInput } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';

const NUMBER = new RegExp(`^${FORMS['ReceiveCall caller.number'].pattern}$`);

/** Who called, as it is written. */
export interface CallerGiven {
  readonly number: string;
  readonly safety: CallBackSafety;
}

/** Of an anonymous report nothing of the caller is taken (089). */
export const takesCaller = (channel: CallChannel): boolean => channel !== 'C089';

/** A telephone as people say it, in E.164: ten digits are of Mexico. Undefined for what is none. */
export function numberIn(text: string): string | undefined {
  const dialled = text.replaceAll(/[\s().-]/g, '');
  if (/^\d{10}$/.test(dialled)) return `+52${dialled}`;
  return NUMBER.test(dialled) ? dialled : undefined;
}

/** What is told of who called; nothing where nothing was written. */
export function callerOf(
  channel: CallChannel,
  { number, safety }: CallerGiven,
): { readonly caller?: CallerInput } {
  const told = numberIn(number);
  if (!takesCaller(channel) || (told === undefined && safety === 'UNKNOWN')) return {};
  return { caller: { ...(told !== undefined && { number: told }), safeToCallBack: safety } };
}
