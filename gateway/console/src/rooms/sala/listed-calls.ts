import { duplicateCode } from '@proximidad/catalogues/cnie';
import type { ListedCallFragment } from '../../documents/documents.gen.ts';

/** Calls about other things than incidents (types 6 and 7); one that was told already waits for its link (BR-I1). */
export const endsCall = (code: string): boolean => /^[67]/.test(code) && code !== duplicateCode;

export type ListedCall = ListedCallFragment;

/** Whether somebody has to do something about it: it is open, or whoever hung up was not reached. */
export const waits = ({ status, channel, caller }: ListedCall): boolean =>
  status === 'RECEIVED' ||
  status === 'CLASSIFIED' ||
  (status === 'ABANDONED' && channel !== 'C089' && caller?.safeToCallBack !== 'UNSAFE');

/** Whether a call with a code may be about an incident: of one type, or whoever calls says so (BR-I2). */
export const mayBeAbout = (called: string, { code }: { readonly code: string }): boolean =>
  called === duplicateCode || called[0] === code[0];
