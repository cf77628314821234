import { agreementsNoted } from '@proximidad/edge';
import type { Resources } from '../resources.ts';

export const {
  slice: notedAgreementSlice,
  federalMay,
  againstTownCommand,
} = agreementsNoted<Resources>('beatsagreement');
