import type { ModelProfile } from '@proximidad/catalogues';
import { z } from 'zod';

const target = z.object({ dispatchS: z.int().nullable(), arrivalS: z.int() });

/** Seconds from the call until a unit is sent and until one arrives, by priority, as they apply to one place (BR-I3). */
export const ResponseTargets = z.object({ ALTA: target, MEDIA: target, BAJA: target });
export type ResponseTargets = z.infer<typeof ResponseTargets>;

/** The targets of a model for a place; in rural areas units have far to go. */
export function targetsAt(
  { ALTA, MEDIA, BAJA }: ModelProfile['responseTargets'],
  rural: boolean,
): ResponseTargets {
  const there = ({ dispatchS, urbanS, ruralS }: typeof ALTA) => ({
    dispatchS,
    arrivalS: rural ? ruralS : urbanS,
  });
  return { ALTA: there(ALTA), MEDIA: there(MEDIA), BAJA: there(BAJA) };
}
