import type { Format } from '../format.ts';
import { authorities, profile } from './governance.ts';
import { sandiegoCfs, sffdUnits } from './abroad.ts';
import { cdmxC5 } from './cdmx-c5.ts';
import { cdmxDelitos } from './cdmx-delitos.ts';
import { fgj, sscTransito } from './cdmx-traffic.ts';
import { cuadrantes } from './cuadrantes.ts';
import { mplsCad } from './mpls-cad.ts';

export const formats: readonly Format[] = [
  ...[cuadrantes, cdmxDelitos, cdmxC5, sscTransito, fgj],
  ...[sandiegoCfs, sffdUnits, mplsCad],
  ...[authorities, profile],
];
