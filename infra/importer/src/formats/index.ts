import type { Format } from '../format.ts';
import { sandiegoCfs, sffdUnits } from './abroad.ts';
import { cdmxC5 } from './cdmx-c5.ts';
import { cdmxDelitos } from './cdmx-delitos.ts';
import { cuadrantes } from './cuadrantes.ts';

export const formats: readonly Format[] = [cuadrantes, cdmxDelitos, cdmxC5, sandiegoCfs, sffdUnits];
