import { useOnePlatform } from './stage.ts';
// In this order: the explorer begins with an empty board.
import './live/explorer.e2e.ts';
import './live/watching.e2e.ts';
import './live/equals-the-query.e2e.ts';
import './live/whatever-is-asked.e2e.ts';

/* What is seen as it happens. */
useOnePlatform();
