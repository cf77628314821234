import { looksPersonal } from './impersonal.ts';
import { uuidv5 } from './ids.ts';

test.each([
  ...['5512345678', 'T5512345678', '+52 55 1234 5678', '5215512345678', '(55) 1234-5678', '555 123 4567'],
  ...['JUAN PEREZ 5512345678', '5512345678 J PEREZ', 'Juan Perez Lopez 55 1234 5678'],
  ...['GODE561231HDFRRN09', 'ref-GODE561231HDFRRN09', 'GODE561231GR8', 'CASO PEPJ800101HDFRRN09 X'],
  ...['juan.perez@example.mx', 'a@b.mx;c'],
  ...['٥٥١٢٣٤٥٦٧٨', 'U-５５１２３４５６７８', '+५२ ५५ १२३४ ५६७८', '𝟝𝟝𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠', 'GODE٥٦١٢٣١HDFRRN٠٩'],
])('H11: %s tells a person', (text) => expect(looksPersonal(text)).toBe(true));

test.each([
  ...['C5/180401/00118', 'E23010000001', '163660008', 'C5-2026-0012345', '05PM03035141120262137'],
  ...['IZP-6.1.4', '2026-11-14', 'auth-09-ssc', '10421', 'CNIE', 'AGEEML-2025', 'MPLS-00001', 'P. 15'],
  ...['ROBO A TRANSEUNTE C.V.', 'Gas Leak (Natural and LP Gases)', '2026-B', 'DEMO-09-1'],
  ...['PEÑÓN-3', 'U-٣٤٣', 'Zona ２', '4.ª región, 2.º sector'],
  ...['CONV-09-015-2026', 'SSC/09-015-2026', '0123456789abcdef'],
])('H11: %s tells none', (text) => expect(looksPersonal(text)).toBe(false));

test('H11: no id and no digest is taken for a telephone', () => {
  const found = Array.from({ length: 20_000 }, (_, n) => uuidv5('impersonal', n))
    .flatMap((id) => [id, `09-${id}`, id.replaceAll('-', '')])
    .filter((id) => looksPersonal(id));
  expect(found).toEqual([]);
});
