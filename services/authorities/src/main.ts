import { runService } from '@proximidad/service/process';
import { readConfig, readDaysOfRest } from './config.ts';
import { definitionWith } from './service.ts';

await runService(definitionWith(readDaysOfRest), readConfig);
