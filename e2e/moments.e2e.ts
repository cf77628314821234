import { useOnePlatform } from './stage.ts';
import './moments/as-of.e2e.ts';
import './moments/documents.e2e.ts';
import './moments/replay.e2e.ts';
import './moments/commands.e2e.ts';

/* What was, whatever has been since. */
useOnePlatform();
