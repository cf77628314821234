import { ProfileText } from '@proximidad/catalogues';
import { EntityCode, Instant, parseDateTime } from '@proximidad/eventsourcing';
import { type Format, unreadable } from '../format.ts';

const CODE = /^[a-z][a-z0-9-]{1,63}$/;

/** Institutions, one in a row; an institution comes before those that belong to it. */
export const authorities: Format = {
  name: 'authorities',
  title:
    'institutions, CSV; an institution comes after the one it belongs to, from is a moment with its offset',
  container: 'csv',
  key: 'code',
  columns: ['entity', 'code', 'kind', 'title', 'from'],
  user: 'analyst',
  read([row]) {
    const { entity, code, kind, title, from, municipality, parent, functions = '' } = row!.fields;
    if (!EntityCode.safeParse(entity).success) return unreadable(`no entity in the column entity: ${entity}`);
    if (!code || !CODE.test(code))
      return unreadable('the column code takes lower-case letters, digits and dashes');
    if (!kind || !title) return unreadable('the columns kind and title must not be empty');
    const since = momentOf(from);
    if (!since) return unreadable(`not a moment with its offset in the column from: ${from}`);
    return {
      ...{ kind: 'authority', entity: entity!, code, institution: kind, title, from: since },
      ...{ municipality: municipality || undefined, parent: parent || undefined },
      functions: functions.split(' ').filter(Boolean),
    };
  },
};

/** Policing models: the body that puts the document forward, and the number of its agreement. */
export const profile: Format = {
  name: 'profile',
  title: 'policing models, JSON: a list of {body, agreementNumber, document}',
  container: 'json',
  key: 'agreementNumber',
  columns: ['body', 'agreementNumber', 'document'],
  user: 'analyst',
  read([row]) {
    const { body, agreementNumber, document } = row!.fields;
    if (!body || !CODE.test(body)) return unreadable('body is not the code of an institution');
    if (!agreementNumber) return unreadable('agreementNumber is missing');
    const model = ProfileText.safeParse(document ?? '');
    if (!model.success) {
      const [issue] = model.error.issues;
      return unreadable(
        `document${issue!.path.map((part) => `.${String(part)}`).join('')}: ${issue!.message}`,
      );
    }
    const { profileId, version } = model.data;
    return { kind: 'profile', profileId, version, body, agreementNumber, document: document! };
  },
};

function momentOf(text: string | undefined): Instant | undefined {
  try {
    return Instant.parse(parseDateTime(text ?? ''));
  } catch {
    return undefined;
  }
}
