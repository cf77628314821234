import { eventually } from '@proximidad/testing/waiting';
import { analyst } from '../testing/issuer.ts';
import { type Transport, wholeGateway } from '../testing/whole-gateway.ts';

const gateway = await wholeGateway();
afterAll(() => gateway.close());

const TRANSPORTS = ['json', 'sse', 'ws'] as const satisfies readonly Transport[];
const PICTURE = '{ nationalPicture { asOf position } }';

const past = () =>
  eventually(async () => {
    const { data } = await gateway.first('json', analyst, PICTURE);
    return (data?.['nationalPicture'] as { position: string } | null | undefined)?.position;
  }, 'a position of the picture');

test.each(TRANSPORTS)(
  'over %s a moment that comes as a header is the moment of the answer',
  async (transport) => {
    const position = await past();
    const then = await gateway.first(transport, analyst, PICTURE, {}, { 'x-as-of': position });
    expect(then).toMatchObject({
      extensions: { cut: { position } },
      data: { nationalPicture: { position } },
    });
    const refused = await gateway.first(transport, analyst, PICTURE, {}, { 'X-As-Of': 'yesterday' });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const other = await gateway.first(transport, analyst, PICTURE, {}, { 'x-at-least': 'elsewhere' });
    expect(other.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  },
);

const STREAMS = {
  changes: 'subscription { incidentChanged(entity: "09") { id } }',
  places: 'subscription { unitPositions(entity: "09") { unitId } }',
  'a replay': 'subscription { replay(entity: "09", from: "2026-01-01T00:00:00Z") { asOf } }',
};

test.each(
  Object.entries(STREAMS).flatMap(([what, query]) =>
    (['sse', 'ws'] as const).map((transport) => [what, transport, query] as const),
  ),
)(
  'of %s over %s no other moment is shown than was asked for as a header',
  async (_what, transport, query) => {
    const position = await past();
    for (const header of ['x-as-of', 'x-at-least', 'x-max-age']) {
      const value = header === 'x-max-age' ? '5' : position;
      const { errors } = await gateway.first(transport, analyst, query, {}, { [header]: value });
      expect(errors).toMatchObject([
        {
          message:
            'Una suscripción sigue lo que pasa: x-as-of, x-at-least y x-max-age son de consultas; para continuar desde una posición, resume.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    }
  },
);
