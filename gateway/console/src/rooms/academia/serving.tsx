import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import { RegisterOfficer, TransferOfficer } from '../../documents/documents.gen.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useModelWords } from '../auditoria/model-words.ts';
import { useTowns } from '../mando/place-fields.tsx';
import { Order } from '../order.tsx';
import { entityOf, type Officer } from './officer.ts';
import { academyWords } from './words.ts';

/** Where an officer serves, and as what. */
interface Serving {
  /** Empty for an officer of the state or of the federation. */
  readonly town: string;
  readonly rank: string;
}

/** What was chosen, as far as it was, and what there is to choose from: ranks are those of the model that governs there. */
function useServing(entity: string, now?: Serving) {
  const { viewer } = useConnection().session;
  const [chosen, choose] = useState<Partial<Serving>>({});
  const town = chosen.town ?? now?.town ?? viewer.municipality ?? '';
  const ranks = choicesOf(useModelWords({ municipality: { cvegeo: town || entity } })('RANK'));
  const wanted = chosen.rank ?? now?.rank;
  // Most begin in the lowest.
  const rank = ranks.find(({ value }) => value === wanted)?.value ?? ranks.at(-1)?.value ?? '';
  return {
    ...{ entity, town, rank, ranks },
    choose: (more: Partial<Serving>) => choose({ ...chosen, ...more }),
  };
}

function ServingFields({ entity, town, rank, ranks, choose }: ReturnType<typeof useServing>) {
  const [own, { viewer }, towns] = [useRoomWords(academyWords), useConnection().session, useTowns(entity)];
  // Whoever serves one municipality enlists for it alone.
  const none = viewer.municipality === undefined ? [{ value: '', label: own.ofNone(entity) }] : [];
  return (
    <>
      <Choose
        label={own.town}
        value={town}
        onChange={(value) => choose({ town: value })}
        choices={[...none, ...towns]}
      />
      <Choose label={own.rank} value={rank} onChange={(value) => choose({ rank: value })} choices={ranks} />
    </>
  );
}

const inTown = (town: string) => (town === '' ? {} : { municipality: town });

/** Opens a dossier: the platform gives the officer an identifier. */
export function RegisterNew({ entity }: { readonly entity: string }) {
  const serving = useServing(entity);
  const { town, rank } = serving;
  return (
    <Order
      order="RegisterOfficer"
      document={RegisterOfficer}
      about={`${entity} ${town} ${rank}`}
      input={{ entity, rank, ...inTown(town) }}
      isIdle={rank === ''}
    >
      <ServingFields {...serving} />
    </Order>
  );
}

interface Props {
  readonly officer: Officer;
}

const servingOf = ({ municipality, rank }: Officer): Serving => ({ town: municipality?.cvegeo ?? '', rank });

/** One who has left and comes back, where and as before unless that is changed. */
export function RegisterAgain({ officer }: Props) {
  const { id: officerId } = officer;
  const serving = useServing(entityOf(officerId), servingOf(officer));
  const { entity, town, rank } = serving;
  return (
    <Order
      order="RegisterOfficer"
      document={RegisterOfficer}
      about={officerId}
      input={{ officerId, entity, rank, ...inTown(town) }}
      isIdle={rank === ''}
    >
      <ServingFields {...serving} />
    </Order>
  );
}

/** To another municipality of the entity, or to another rank. */
export function Transfer({ officer }: Props) {
  const { id: officerId } = officer;
  const now = servingOf(officer);
  const serving = useServing(entityOf(officerId), now);
  const { town, rank } = serving;
  return (
    <Order
      order="TransferOfficer"
      document={TransferOfficer}
      about={`${officerId} ${town} ${rank}`}
      input={{ officerId, rank, ...inTown(town) }}
      isIdle={rank === '' || (town === now.town && rank === now.rank)}
    >
      <ServingFields {...serving} />
    </Order>
  );
}
