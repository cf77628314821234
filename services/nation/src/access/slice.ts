import { edgeOf, type Slice } from '@proximidad/edge';
import type { NationResources } from '../resources.ts';
import { access, accessIdOf } from './access.ts';
import { revokedAccess } from './revoked-access.ts';

/** Whose access has ended. */
export const accessSlice: Slice<NationResources> = {
  aggregate: access,
  readModels: [revokedAccess],
  edge: edgeOf<NationResources>()({
    aggregate: access,
    ...{ type: 'Access', field: 'access', model: revokedAccess, kind: 'access', history: null },
    lookUps: {},
    natural: { RevokeAccess: ({ subject }) => accessIdOf(subject) },
    answers: {
      RevokeAccess: {
        ...{ type: 'RevokeAccess', field: 'subject', as: 'ID!', doc: 'Whose access it was.' },
        key: ({ subject }) => subject,
        value: (subject) => subject,
      },
    },
  }),
};
