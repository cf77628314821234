import { DaysOfRest, type DayOfRest } from '@proximidad/catalogues';
import { readServiceConfig, type ServiceConfig } from '@proximidad/service';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** @throws {Error} once, naming every variable that is wrong. */
export function readConfig(environment = process.env): ServiceConfig {
  return readServiceConfig(environment, 'authorities');
}

/** The site's days of rest besides the law's, from the file in `DAYS_OF_REST`; none if unset. @throws {Error} naming what is wrong in the file. */
export function readDaysOfRest(environment = process.env): readonly DayOfRest[] {
  const path = environment['DAYS_OF_REST'];
  if (path === undefined || path === '') return [];
  try {
    return DaysOfRest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new Error(`wrong settings: DAYS_OF_REST: ${path}: ${why}`, { cause });
  }
}
