/** The directions of ../README.md, "Where things are", held by CI. Type imports count. */
const stages = [
  'source',
  'decode',
  'motion',
  'watch',
  'detect',
  'track',
  'rules',
  'events',
  'privacy',
  'media',
  'recording',
  'outbox',
  'uplink',
]

const laterStages = stages.slice(0, -1).map((stage, index) => ({
  name: `agent-${stage}-imports-no-later-stage`,
  severity: 'error',
  from: { path: `^agent/${stage}/` },
  to: { path: `^agent/(${stages.slice(index + 1).join('|')})/` },
}))

const never = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } })

/** The same for values: types may be imported. */
const neverValues = (name, from, to) => {
  const { from: path, to: target } = never(name, from, to)
  return { name, severity: 'error', from: path, to: { ...target, dependencyTypesNot: ['type-only'] } }
}

const stageValues = stages.map((stage) =>
  neverValues(
    `agent-${stage}-takes-no-value-of-another-stage`,
    `^agent/${stage}/`,
    `^agent/(${stages.filter((other) => other !== stage).join('|')})/`,
  ),
)

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'product-takes-only-its-dependencies',
      severity: 'error',
      from: { path: '^(wire|runtime|agent|collector(?!/console)|models|scripts)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    never('wire-is-a-leaf', '^wire/', '^(runtime|agent|collector|models|scripts)/'),
    never('runtime-is-a-leaf', '^runtime/', '^(wire|agent|collector|models|scripts)/'),
    never('models-know-no-program', '^models/', '^(agent|collector|scripts)/'),
    never('nobody-imports-scripts', '^(agent|collector)/', '^scripts/'),
    never('product-never-tests', '^(?!test/)', '^test/'),
    never('agent-never-collector', '^agent/', '^collector/'),
    never('collector-never-agent', '^collector/', '^agent/'),
    never('console-imports-wire-only', '^collector/console/', '^(runtime|agent|models|scripts|collector/(?!console))'),
    never('agent-stages-are-wired-in-agent', '^agent/[a-z]+/', '^agent/[^/]+\\.ts$'),
    never('broker-is-first', '^collector/broker/', '^collector/(ingest|store|query|api)/'),
    neverValues('ingest-takes-only-types-of-the-store', '^collector/ingest/', '^collector/store/'),
    never('ingest-is-given-its-store', '^collector/ingest/', '^collector/(broker|query|api)/'),
    never(
      'store-knows-nobody',
      '^collector/store/',
      '^collector/(broker|ingest|sites|access|incidents|query|search|api)/',
    ),
    never('tls-knows-nobody', '^collector/tls/', '^collector/(?!tls/)'),
    never('sites-know-their-store', '^collector/sites/', '^collector/(broker|ingest|access|query|api)/'),
    neverValues('access-takes-only-types-of-the-broker', '^collector/access/', '^collector/broker/'),
    never('access-knows-its-store', '^collector/access/', '^collector/(ingest|sites|incidents|query|api)/'),
    never('incidents-know-store-query-and-sites', '^collector/incidents/', '^collector/(broker|ingest|access|api)/'),
    never(
      'retention-knows-store-query-and-sites',
      '^collector/retention/',
      '^collector/(broker|ingest|intake|incidents|search|api)/',
    ),
    never('query-reads-the-store', '^collector/query/', '^collector/(broker|ingest|incidents|search|api)/'),
    never(
      'search-reads-store-and-query',
      '^collector/search/',
      '^collector/(broker|ingest|sites|access|incidents|api)/',
    ),
    never('api-writes-no-sql', '^collector/api/', '^collector/(broker|ingest)/|better-sqlite3'),
    never(
      'sql-lives-in-store-and-query',
      '^collector/(broker|ingest|sites|access|incidents|retention|api)/|^collector/[^/]+\\.ts$',
      'better-sqlite3',
    ),
    never('ffmpeg-behind-one-file', '^(?!agent/decode/ffmpeg\\.ts)', 'fluent-ffmpeg'),
    ...laterStages,
    ...stageValues,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
