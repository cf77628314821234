import type { Both } from '../../words/settings.ts';

const es = {
  one: 'El acceso de una persona',
  lead: 'Aquí se detiene una cuenta: robada, mal usada, o de quien ya no sirve. Lo piden dos: una persona pide y otra confirma, en 24 horas, las dos con un segundo factor y entrada reciente. Si robaron la contraseña o el aparato, cierre antes su sesión en el proveedor de identidad: eso lo hace una sola persona.',
  subject: 'Nombre con que entra, como lo da el proveedor de identidad (sub)',
  subjectHint:
    'Va exacto, con mayúsculas y minúsculas. No se guarda ni va en la dirección: quien confirma lo escribe otra vez.',
  find: 'Buscar',
  record: (id: string) => `registro ${id}`,
  nothingYet:
    'Nadie ha pedido retirar el acceso de quien entra con este nombre. La plataforma no sabe qué nombres existen: revise que sea exacto.',
  open: 'con acceso',
  revoked: (reason: string, at: string) => `sin acceso desde ${at}: ${reason.toLowerCase()}`,
  until: (at: string) => `hasta ${at}`,
  untilGivenBack: 'hasta que se devuelva',
  confirmedBy: (who: string) => `lo confirmó ${who}`,
  asked: (reason: string, who: string) => `Se pidió retirarlo: ${reason.toLowerCase()}, lo pidió ${who}`,
  confirmIn: (time: string, late: boolean) =>
    late ? `caducó hace ${time}: se pide otra vez` : `otra persona confirma en ${time}`,
  reinstated: (at: string) => `se devolvió ${at}`,
  untilField: 'Hasta cuándo, si termina sola; vacío: hasta que se devuelva',
  lists: 'Accesos retirados',
  waiting: 'Esperan a otra persona',
  waitingNone: 'Nadie espera que otra persona confirme.',
  waitingHow:
    'No dicen de quién son. Quien lo pidió le da el nombre a quien confirma, que lo busca arriba: sale el mismo registro.',
  ended: 'Sin acceso ahora',
  endedNone: 'A nadie se le ha retirado el acceso.',
  onlyAnalysts: 'Lo decide quien analiza para la federación. Aquí se ve lo decidido.',
};
const en: typeof es = {
  one: 'One person’s access',
  lead: 'Here an account is stopped: stolen, misused, or of somebody who no longer serves. It takes two: one person asks and another confirms within 24 hours, both with a second factor and a recent sign-in. If a password or a device was stolen, first end its session at the identity provider: that takes only one person.',
  subject: 'Name that they sign in with, as the identity provider gives it (sub)',
  subjectHint:
    'Exactly, in upper and lower case. It is neither kept nor in the address: whoever confirms writes it again.',
  find: 'Find',
  record: (id) => `record ${id}`,
  nothingYet:
    'Nobody has asked to revoke the access of whoever signs in with this name. The platform does not know which names exist: check that it is exact.',
  open: 'has access',
  revoked: (reason, at) => `no access since ${at}: ${reason.toLowerCase()}`,
  until: (at) => `until ${at}`,
  untilGivenBack: 'until it is given back',
  confirmedBy: (who) => `confirmed by ${who}`,
  asked: (reason, who) => `Asked to be revoked: ${reason.toLowerCase()}, asked for by ${who}`,
  confirmIn: (time, late) =>
    late ? `lapsed ${time} ago: it is asked for again` : `another person confirms within ${time}`,
  reinstated: (at) => `given back ${at}`,
  untilField: 'Until when, if it ends by itself; empty: until it is given back',
  lists: 'Revoked access',
  waiting: 'Waiting for another person',
  waitingNone: 'Nobody waits for another person to confirm.',
  waitingHow:
    'They do not say whose they are. Whoever asked gives the name to the one who confirms, who looks it up above: it is the same record.',
  ended: 'Without access now',
  endedNone: 'Nobody’s access was revoked.',
  onlyAnalysts: 'Federal analysts decide this. Here is what was decided.',
};
export const accessWords: Both<typeof es> = { es, en };
