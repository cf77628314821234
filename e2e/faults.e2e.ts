import { useOnePlatform } from './stage.ts';
// First: the way of one incident begins where nothing has happened.
import './faults/call-to-follow-up.e2e.ts';
import './faults/national-picture.e2e.ts';
import './faults/live-through-faults.e2e.ts';
import './faults/openings-through-faults.e2e.ts';
// Last: it ends the platform.
import './faults/nobody-reads.e2e.ts';

/* What is told when nothing fails, then processes stand still or are killed, and each is there again before the next story. */
useOnePlatform();
