import type { CallBackSafety, CallChannel, CallerInput } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';

const NUMBER = new RegExp(`^${FORMS['ReceiveCall caller.number'].pattern}$`);

/** The caller, as written on the form. */
export interface CallerGiven {
  readonly number: string;
  readonly safety: CallBackSafety;
}

/** For an anonymous report (089) nothing is recorded about the caller. */
export const takesCaller = (channel: CallChannel): boolean => channel !== 'C089';

/** A telephone number as people write it, in E.164: ten digits are Mexican. Undefined if it is not a number. */
export function numberIn(text: string): string | undefined {
  const dialled = text.replaceAll(/[\s().-]/g, '');
  if (/^\d{10}$/.test(dialled)) return `+52${dialled}`;
  return NUMBER.test(dialled) ? dialled : undefined;
}

/** The caller as sent; empty if nothing was written. */
export function callerOf(
  channel: CallChannel,
  { number, safety }: CallerGiven,
): { readonly caller?: CallerInput } {
  const told = numberIn(number);
  if (!takesCaller(channel) || (told === undefined && safety === 'UNKNOWN')) return {};
  return { caller: { ...(told !== undefined && { number: told }), safeToCallBack: safety } };
}
