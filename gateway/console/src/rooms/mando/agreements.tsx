import { Nothing, Panel } from '../../design/components.tsx';
import {
  type AgreementEndReason,
  Agreements,
  type AgreementsQuery,
  type AgreementSuspensionReason,
  EndAgreement,
  ResumeAgreement,
  SuspendAgreement,
} from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useOfNow } from '../../words/time.tsx';
import { useDay } from '../academia/use-day.ts';
import { Order, Reasoned } from '../order.tsx';
import { partOf } from '../sala/room-seen.ts';
import { agreementWords } from './agreement-words.ts';
import { RegisterInstitution } from './register-institution.tsx';
import { nameOf, Sign } from './sign.tsx';
import { standingAt } from './standing.ts';

type Agreement = NonNullable<AgreementsQuery['agreements']>['edges'][number]['node'];

/** What authorities agreed about the ground of an entity (BR-A1): signed, suspended, resumed, ended. */
export function AgreementsPanel({ entity }: { readonly entity: string }) {
  const [{ sala }, own] = [useWords(), useRoomWords(agreementWords)];
  const answer = usePages(Agreements, { entity }, ({ agreements }) => agreements);
  const absence = usePartAbsence(answer, answer?.data);
  const all = answer?.data?.edges.map(({ node }) => node) ?? [];
  const ended = useOfNow((ms) => all.flatMap((each) => (isOver(each, ms) ? each.id : [])).join(' '));
  const over = all.filter(({ id }) => ended.split(' ').includes(id));
  const others = all.filter((each) => !over.includes(each));
  return (
    <Panel title={own.title} name="agreements" note={partOf(answer?.data, sala)}>
      <div className="padded">
        <Sign entity={entity} />
        <RegisterInstitution entity={entity} />
      </div>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && all.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul className="lines">
        {others.map((agreement) => (
          <Line key={agreement.id} agreement={agreement} />
        ))}
      </ul>
      {over.length > 0 && (
        <details className="another">
          <summary>{own.over}</summary>
          <ul className="lines">
            {over.map((agreement) => (
              <Line key={agreement.id} agreement={agreement} />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

const isOver = (agreement: Agreement, ms: number): boolean =>
  ['ended', 'expired'].includes(standingAt(agreement, ms).is);

const SUSPENDED = [
  'REVIEW',
  'BREACH',
  'EMERGENCY',
  'RULING',
] as const satisfies readonly AgreementSuspensionReason[];
const ENDED = [
  'FULFILLED',
  'DENOUNCED',
  'REPLACED',
  'RULING',
] as const satisfies readonly AgreementEndReason[];

function Line({ agreement }: { readonly agreement: Agreement }) {
  const [own, day] = [useRoomWords(agreementWords), useDay()];
  const { id: agreementId, folio, kind, parties, commandingAuthority, functions } = agreement;
  const is = useOfNow((ms) => standingAt(agreement, ms).is);
  const about = { about: agreementId, of: folio };
  const isOpen = is !== 'ended' && is !== 'expired';
  return (
    <li>
      <strong className="whole">{folio}</strong>
      <span>{own.kinds[kind]}</span>
      <Standing agreement={agreement} />
      <span className="quiet">
        {[
          own.span(day(agreement.validFrom), day(agreement.validUntil)),
          parties.map(nameOf).join(', '),
          own.commandedBy(nameOf(commandingAuthority)),
          functions.map((each) => own.functionNames[each].toLowerCase()).join(', '),
        ].join(' · ')}
      </span>
      {is === 'suspended' && (
        <Order {...about} order="ResumeAgreement" document={ResumeAgreement} input={{ agreementId }} />
      )}
      {is === 'holds' && (
        <Reasoned
          {...about}
          order="SuspendAgreement"
          document={SuspendAgreement}
          among={SUSPENDED}
          input={(reason) => ({ agreementId, reason })}
        />
      )}
      {isOpen && (
        <Reasoned
          {...about}
          order="EndAgreement"
          document={EndAgreement}
          among={ENDED}
          input={(reason) => ({ agreementId, reason })}
        />
      )}
    </li>
  );
}

function Standing({ agreement }: { readonly agreement: Agreement }) {
  const [own, reasons] = [useRoomWords(agreementWords), useRoomWords(reasonWords)];
  const is = useOfNow((ms) => standingAt(agreement, ms).is);
  const reason = agreement.acts.at(-1)?.reason ?? null;
  const because = reason === null ? '' : reasons[reason]!;
  switch (is) {
    case 'suspended':
      return <span className="late">{own.suspended(because)}</span>;
    case 'ended':
      return <span className="quiet">{own.ended(because)}</span>;
    case 'coming':
    case 'holds':
    case 'expired':
      return <span className="quiet">{own[is]}</span>;
  }
}
