import { useOnePlatform } from './stage.ts';
import './faults/national-picture.e2e.ts';
import './faults/live-through-faults.e2e.ts';
import './faults/openings-through-faults.e2e.ts';

/* Stories while processes stand still or are killed, each of them back before the next story: what is shown stays true. */
useOnePlatform();
