import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: [
    '{agent,collector,models}/main.ts',
    // Started by scripts in bash, by name.
    'scripts/*.ts',
    'scripts/*/main.ts',
    // Worker threads and child processes, started by name.
    'agent/detect/inference-worker.ts',
    'collector/intake/store-worker.ts',
    'collector/incidents/grouping-worker.ts',
    'collector/search/search-worker.ts',
    'collector/retention/retention-worker.ts',
    'test/agent/outbox/appender.ts',
    'test/**/*-worker.ts',
    // The page is entered through its index.html.
    'collector/console/src/main.tsx',
    'collector/console/public/*.js',
    // Tests, and the measurements that people start by hand, with a program that they start.
    'test/**/*.test.{ts,tsx}',
    'test/bench/main.ts',
    'test/bench/bare-model.ts',
    'test/faults/{main,agent-program,sabotage}.ts',
    'test/soak/{main,collect-garbage}.ts',
    'test/models/accuracy.ts',
  ],
  project: ['{wire,runtime,agent,collector,models,scripts,test}/**/*.{ts,tsx,js,css}', '*.{ts,js,cjs}'],
  vite: { config: ['collector/console/vite.config.ts'] },
  compilers: {
    css: (text) => [...text.matchAll(/^@import (['"].+['"])/gm)].map(([, path]) => `import ${path}`).join('\n'),
  },
  // A schema and its type share a name, and TypeScript wants either both of them exported or none.
  ignoreExportsUsedInFile: true,
  ignoreBinaries: ['ffmpeg', 'ffprobe', 'mosquitto', 'mount', 'systemd-notify', 'umount'],
}

export default config
