import { runService } from '@proximidad/service/process';
import { readConfig } from './config.ts';
import { definition } from './service.ts';

await runService(definition, readConfig);
