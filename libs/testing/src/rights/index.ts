export { comparesBus } from './bus.ts';
export { comparesOpening, comparesRights } from './compared.ts';
export {
  AUTHORITY,
  EDITION,
  ELSEWHERE,
  HOLDERS,
  type Holder,
  OTHER_BEAT,
  OTHER_TOWN,
  OWN_BEAT,
  OWN_OFFICER,
  OWN_TOWN,
  OWN_UNIT,
  PURPOSES,
  SEEN_WITHIN,
  SEES,
  type Scene,
  seenBy,
} from './oracle.ts';
export {
  accessLogIn,
  type Answer,
  askAs,
  type Cut,
  headOf,
  type Records,
  executeAs,
  type World,
} from './ways.ts';
