// Writes each dashboard as a typed literal and lets the TypeScript compiler hold it against Grafana's published schema.
// Names, value types, enumerations and, outside plugin settings (Grafana fills their defaults in), what is required.
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const here = fileURLToPath(new URL('.', import.meta.url));
const plugins = {
  'stat': ['stat', null],
  'timeseries': ['timeseries', 'FieldConfig'],
  'state-timeline': ['statetimeline', 'FieldConfig'],
  'table': ['table', 'FieldConfig'],
};

const header = `
import type {AnnotationQuery, Dashboard, Panel} from '@grafana/schema/dist/types/raw/dashboard/x/types.gen';
import type * as common from '@grafana/schema';
${Object.values(plugins).map(([name]) =>
  `import type * as ${name} from '@grafana/schema/dist/types/raw/composable/${name}/panelcfg/x/types.gen';`).join('\n')}

// JSON has the values of enumerations, not their names.
type Plain<T> = T extends string ? \`\${T}\` : T extends (infer E)[] ? Plain<E>[] : T extends object ? {[K in keyof T]: Plain<T[K]>} : T;
type Partly<T> = T extends (infer E)[] ? Partly<E>[] : T extends object ? {[K in keyof T]?: Partly<T[K]>} : T;
// The data source's own fields of an annotation are outside the published type.
type Annotation = Plain<AnnotationQuery> & {expr: string; step?: string; titleFormat?: string; textFormat?: string; tagKeys?: string};
type Outline = Plain<Omit<Dashboard, 'panels' | 'annotations'>> & {annotations: {list: Annotation[]}};
type Settings<O, C> = Omit<Plain<Panel>, 'options' | 'fieldConfig' | 'targets'> & {
  options?: Partly<Plain<O>>;
  fieldConfig?: Omit<Plain<NonNullable<Panel['fieldConfig']>>, 'defaults'>
      & {defaults: Omit<Plain<NonNullable<Panel['fieldConfig']>['defaults']>, 'custom'> & {custom?: Partly<Plain<C>>}};
  targets: (Plain<common.DataQuery> & {expr: string; legendFormat?: string; instant?: boolean; range?: boolean; format?: string})[];
};
`;

function check(file) {
  const {panels, ...rest} = JSON.parse(readFileSync(file, 'utf8'));
  const lines = [header, `export const dashboard: Outline = ${JSON.stringify(rest, null, 1)};`];
  for (const panel of panels) {
    const plugin = plugins[panel.type];
    if (plugin === undefined) {
      return [`panel "${panel.title}": type ${panel.type} is not one this check knows`];
    }
    const [name, custom] = plugin;
    const type = `Settings<${name}.Options, ${custom === null ? 'Record<never, never>' : `${name}.${custom}`}>`;
    lines.push(`export const panel${panel.id}: ${type} = ${JSON.stringify(panel, null, 1)};`);
  }
  const folder = mkdtempSync(join(here, 'checked-'));
  try {
    const source = join(folder, 'dashboard.ts');
    writeFileSync(source, lines.join('\n'));
    const program = ts.createProgram([source], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      types: [],
    });
    return ts.getPreEmitDiagnostics(program).map(problem => {
      const at = problem.file?.text.slice(0, problem.start).split('\n') ?? [];
      const title = at.findLast(line => line.startsWith(' "title"')) ?? '';
      const line = problem.file?.text.split('\n')[at.length - 1].trim() ?? '';
      return `${title.trim()} ${line}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`;
    });
  } finally {
    rmSync(folder, {recursive: true});
  }
}

const folder = process.argv[2] ?? join(here, '../dashboards');
let wrong = 0;
for (const name of readdirSync(folder).filter(name => name.endsWith('.json')).sort()) {
  const problems = check(join(folder, name));
  problems.forEach(problem => console.error(`${name}: ${problem}`));
  console.log(`${name}: ${problems.length === 0 ? 'as published' : `${problems.length} differences`}`);
  wrong += problems.length;
}
process.exitCode = wrong === 0 ? 0 : 1;
