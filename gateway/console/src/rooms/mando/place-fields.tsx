import { useState } from 'react';
import { Choose } from '../../design/components.tsx';
import { BeatsOfTown, TownsOf } from '../../documents/documents.gen.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { useRoomWords } from '../../words/settings.ts';
import { placeWords } from './place-words.ts';

/** A municipality of an entity, or one of its beats. */
interface Chosen {
  /** Undefined until it is known which there are. */
  readonly municipality: string | undefined;
  readonly beatId: string | undefined;
}

/** The municipalities of an entity that the viewer may choose. */
export function useTowns(entity: string) {
  const { viewer } = useConnection().session;
  const told = usePages(TownsOf, { entity }, ({ municipalities }) => municipalities);
  return (told?.data?.edges ?? [])
    .map(({ node: { id, name } }) => ({ value: id, label: name ?? id }))
    .filter(({ value }) => viewer.municipality === undefined || value === viewer.municipality);
}

/** What was chosen, and how: whoever serves one municipality chooses among its beats alone. */
export function usePlace(entity: string) {
  const { viewer } = useConnection().session;
  const [chosen, choose] = useState<Chosen>({ municipality: viewer.municipality, beatId: undefined });
  const towns = useTowns(entity);
  const place: Chosen = { ...chosen, municipality: chosen.municipality ?? towns[0]?.value };
  return { place, towns, choose };
}

type Props = ReturnType<typeof usePlace>;

export function PlaceFields({ place: { municipality, beatId }, towns, choose }: Props) {
  const own = useRoomWords(placeWords);
  if (municipality === undefined) return null;
  return (
    <>
      <Choose
        label={own.town}
        value={municipality}
        onChange={(value) => choose({ municipality: value, beatId: undefined })}
        choices={towns}
      />
      <BeatOf
        key={municipality}
        {...{ municipality, beatId }}
        onChange={(value) => choose({ municipality, beatId: value })}
      />
    </>
  );
}

interface BeatProps {
  readonly municipality: string;
  readonly beatId: string | undefined;
  readonly onChange: (beatId: string | undefined) => void;
}

function BeatOf({ municipality, beatId, onChange }: BeatProps) {
  const own = useRoomWords(placeWords);
  const told = usePages(BeatsOfTown, { municipality }, ({ beats }) => beats);
  const beats = told?.data?.edges.map(({ node: { id, code } }) => ({ value: id, label: code })) ?? [];
  return (
    <Choose
      label={own.beat}
      value={beatId ?? ''}
      onChange={(value) => onChange(value === '' ? undefined : value)}
      choices={[{ value: '', label: own.noBeat }, ...beats]}
    />
  );
}
