import { type FieldNode, type FragmentDefinitionNode, Kind, parse } from 'graphql';
import { partsAsked, WHOLE } from './picture-parts.ts';

function asked(text: string) {
  const { definitions } = parse(text);
  const fragments: Record<string, FragmentDefinitionNode> = {};
  const fieldNodes: FieldNode[] = [];
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
    else if (definition.kind === Kind.OPERATION_DEFINITION)
      fieldNodes.push(...(definition.selectionSet.selections as readonly FieldNode[]));
  }
  return partsAsked({ fieldNodes, fragments });
}

test('when only the units of a picture are asked for, no service is asked for the rest', () => {
  expect(asked('{ operationsPicture { asOf units { id } truncated servicesDown } }')).toEqual(
    new Set(['units']),
  );
  expect(asked('{ operationsPicture { asOf reporting } }')).toEqual(new Set());
});

test('parts are named by fragments and by several fields alike', () => {
  const text = `{ operationsPicture { ...Seen } operationsPicture { ... { figures { presence { beats } } } } }
    fragment Seen on OperationsPicture { openIncidents @include(if: false) { id } }`;
  expect(asked(text)).toEqual(new Set(['openIncidents', 'figures']));
});

test('the hash, and the services down of a picture without parts, cover the whole', () => {
  expect(asked('{ operationsPicture { stateHash units { id } } }')).toEqual(WHOLE);
  expect(asked('{ operationsPicture { servicesDown } }')).toEqual(WHOLE);
  expect(asked('{ operationsPicture { truncated } }')).toEqual(WHOLE);
});
