import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import {
  type AuthorityKind,
  type PolicingFunction,
  RegisterAuthority,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useTimeZone } from '../../words/settings.ts';
import { Line } from '../cuadrante/line.tsx';
import { MomentField } from '../moment-field.tsx';
import { Order } from '../order.tsx';
import { momentOf, wallClock } from '../wall-clock.ts';
import { placeOf } from '../zone.ts';
import { agreementWords } from './agreement-words.ts';
import { codeFrom } from './institution-code.ts';
import { useTowns } from './place-fields.tsx';
import { Several } from './several.tsx';

/** Puts an institution of an entity into the registry, so that it may sign. */
export function RegisterInstitution({ entity }: { readonly entity: string }) {
  const [own, zone, towns] = [useRoomWords(agreementWords), useTimeZone(), useTowns(entity)];
  const { viewer } = useConnection().session;
  const [given, setGiven] = useState(() => ({
    ...{ title: '', kind: 'STATE_FORCE' as AuthorityKind, town: viewer.municipality ?? '' },
    ...{ functions: [] as readonly PolicingFunction[], from: wallClock(presentMs(), zone) },
  }));
  const set = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const { title, kind, town, functions, from } = given;
  const [fromMs, code] = [momentOf(from, zone), codeFrom(title, entity)];
  const whole = viewer.municipality === undefined ? [{ value: '', label: own.wholeEntity }] : [];
  return (
    <Order
      order="RegisterAuthority"
      document={RegisterAuthority}
      about={code}
      input={{
        ...{ entity, code, kind, title: title.trim(), functions },
        ...(town !== '' && { municipality: town }),
        from: new Date(fromMs ?? 0).toISOString(),
      }}
      isIdle={code === '' || fromMs === undefined}
      onDone={() => set({ title: '' })}
    >
      <Line
        {...{ label: own.institution, value: title }}
        form={{ ...FORMS['RegisterAuthority title'], required: true }}
        onChange={(value) => set({ title: value })}
      />
      {code !== '' && <p className="quiet">{own.codeGiven(code)}</p>}
      <Choose
        label={own.institutionKind}
        value={kind}
        onChange={(value) => set({ kind: value as AuthorityKind })}
        choices={choicesOf(own.institutionKinds)}
      />
      <Choose
        label={own.whose}
        value={town}
        onChange={(value) => set({ town: value })}
        choices={[...whole, ...towns]}
      />
      <Several
        label={own.does}
        among={choicesOf(own.functionNames)}
        chosen={functions}
        onChange={(chosen) => set({ functions: chosen as readonly PolicingFunction[] })}
      />
      <MomentField
        {...{ label: own.existsSince, place: placeOf(entity), value: from }}
        required
        onChange={(value) => set({ from: value })}
      />
    </Order>
  );
}
