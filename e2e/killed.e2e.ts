import { useOnePlatform } from './stage.ts';
import './killed/erased.e2e.ts';
// Last, as it counts in the record of a stopped platform.
import './killed/whatever-dies.e2e.ts';

/* What is done stays done, whatever is killed meanwhile. */
useOnePlatform();
