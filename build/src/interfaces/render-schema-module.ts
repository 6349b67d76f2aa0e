import type { InterfacePackage } from './load-interface.ts';
import type { InterfaceSide } from './load-sides.ts';
import { ModelWriter } from './render-models.ts';
import { docstring } from './render-python.ts';
import { describeSide, openSchema, SIDE_NAMES } from './schema-files.ts';

/**
 * The module schema.py of an interface: pydantic models of what its sides write, and the two classes
 * that the catalogue's tools look for. Keys that are not described are allowed.
 */
export function renderSchemaModule(source: InterfacePackage): string {
  const writer = new ModelWriter();
  const classes = source.sides.map((side) => renderSide(source, side, writer));
  const about = docstring(`The databags of the interface ${source.name}, version ${source.version}.

ProviderSchema and RequirerSchema say what each side writes. Every value of a databag is a text; keys
that are not described here are allowed.
`);
  writer.import('interface_tester.schema_base', 'DataBagSchema');
  return `${about}\n\n${writer.imports}${writer.definitions}${classes.join('')}`;
}

function renderSide(source: InterfacePackage, side: InterfaceSide, writer: ModelWriter): string {
  const noun = SIDE_NAMES[side.role];
  const prefix = noun === 'provider' ? 'Provider' : 'Requirer';
  const { unit, application } = side;
  const models = [
    ...(unit === undefined
      ? []
      : [
          `    unit: ${writer.addModel(openSchema(unit.schema), {
            words: [prefix, 'UnitData'],
            about: `The databag of each unit of the ${noun}.`,
            example: unit.example,
          })}`,
        ]),
    ...(application === undefined
      ? []
      : [
          `    app: ${writer.addModel(openSchema(application.schema), {
            words: [prefix, 'AppData'],
            about: `The databag of the ${noun}'s application, written by its leader.`,
            example: application.example,
          })}`,
        ]),
  ];
  const body = models.length === 0 ? '' : `\n${models.join('\n')}\n`;
  return `\n\nclass ${prefix}Schema(DataBagSchema):\n    ${docstring(describeSide(source, side))}\n${body}`;
}
