import { useOnePlatform } from './stage.ts';
import './documents/requests.e2e.ts';
import './documents/typed.e2e.ts';

/* What the documents tell their reader to send, to run and to type, as it stands there. */
useOnePlatform();
