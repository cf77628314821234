import { Heads } from '../../design/components.tsx';
import { useRoomWords } from '../../words/settings.ts';
import { compared } from './compared.ts';
import { fieldTold, type Telling, valueTold } from './told.ts';
import { auditWords } from './words.ts';

interface Props {
  readonly then: object | null | undefined;
  readonly now: object | null | undefined;
  readonly telling: Telling;
}

/** What was known then beside what is known now: differences first, in words and not by colour alone. */
export function Comparison({ then, now, telling }: Props) {
  const own = useRoomWords(auditWords);
  const fields = compared(then, now);
  const different = fields.filter(({ differs }) => differs);
  const same = fields.filter(({ differs }) => !differs);
  return (
    <>
      {different.length === 0 ? (
        <p className="nothing">{own.nothing}</p>
      ) : (
        <Fields fields={different} telling={telling} />
      )}
      {same.length > 0 && (
        <details className="another">
          <summary>{own.same(same.length)}</summary>
          <Fields fields={same} telling={telling} />
        </details>
      )}
    </>
  );
}

interface FieldsProps extends Pick<Props, 'telling'> {
  readonly fields: ReturnType<typeof compared>;
}

function Fields({ fields, telling }: FieldsProps) {
  const own = useRoomWords(auditWords);
  return (
    <table className="board still" aria-label={own.field}>
      <Heads of={[own.field, own.then, own.now]} />
      <tbody>
        {fields.map(({ path, differs, ...values }) => {
          const [then, now] = [values.then, values.now].map(
            (value) => valueTold(path, value, telling) ?? '—',
          );
          return (
            <tr key={path} data-field={path}>
              <th scope="row">{fieldTold(path, telling)}</th>
              <td>{differs ? <del>{then}</del> : then}</td>
              <td>{differs ? <ins>{now}</ins> : now}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
