import { agreementsNoted } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';

export const {
  slice: notedAgreementSlice,
  federalMay,
  againstTownCommand,
} = agreementsNoted<Places>('incidentsagreement');
