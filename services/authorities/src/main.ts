import { runService } from '@proximidad/service';
import { readConfig } from './config.ts';
import { definition } from './service.ts';

await runService(definition, readConfig);
