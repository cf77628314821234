import { useRoomWords } from '../../words/settings.ts';
import { compared } from './compared.ts';
import { useTelling } from './field-words.ts';
import { fieldTold, valueTold } from './told.ts';
import { auditWords } from './words.ts';

interface Props {
  readonly then: object | null | undefined;
  readonly now: object | null | undefined;
}

/** What was known beside what is known: differences first, in words and not by colour alone. */
export function Comparison({ then, now }: Props) {
  const own = useRoomWords(auditWords);
  const fields = compared(then, now);
  const different = fields.filter(({ differs }) => differs);
  const same = fields.filter(({ differs }) => !differs);
  return (
    <>
      {different.length === 0 ? <p className="nothing">{own.nothing}</p> : <Fields fields={different} />}
      {same.length > 0 && (
        <details className="another">
          <summary>{own.same(same.length)}</summary>
          <Fields fields={same} />
        </details>
      )}
    </>
  );
}

function Fields({ fields }: { readonly fields: ReturnType<typeof compared> }) {
  const [own, telling] = [useRoomWords(auditWords), useTelling()];
  return (
    <table className="board still" aria-label={own.field}>
      <thead>
        <tr>
          {[own.field, own.then, own.now].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
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
