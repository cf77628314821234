import { useOnePlatform } from './stage.ts';
// In this order, as the explorer begins with an empty board.
import './live/explorer.e2e.ts';
import './live/watching.e2e.ts';
import './live/equals-the-query.e2e.ts';
import './live/whatever-is-asked.e2e.ts';
import './moments/as-of.e2e.ts';
import './moments/documents.e2e.ts';
import './moments/replay.e2e.ts';
import './moments/commands.e2e.ts';
// Last, as it ends the platform.
import './moments/stop.e2e.ts';

/* What is seen as it happens, and what was, whatever has happened since. */
useOnePlatform();
