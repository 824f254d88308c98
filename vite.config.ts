/// <reference types="vitest/config" />
import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const unit = ['test/unit/**/*.test.ts'];

export default defineConfig({
  root: '.',
  publicDir: false,
  plugins: [react()],
  builder: {
    // One command builds the admin page, the small scripts of the public pages, and the server.
    async buildApp(builder) {
      for (const name of ['client', 'site', 'offline', 'ssr']) {
        const environment = builder.environments[name];
        if (environment) await builder.build(environment);
      }
    },
  },
  environments: {
    client: {
      build: {
        outDir: 'dist/web/admin',
        emptyOutDir: true,
        manifest: true,
        chunkSizeWarningLimit: 1600,
        rolldownOptions: { input: 'web/admin/index.html' },
      },
    },
    // Scripts of public pages: for phones of 2018 (BigInt is the floor), under names that stay.
    site: {
      consumer: 'client',
      build: {
        outDir: 'dist/web/site',
        emptyOutDir: true,
        target: ['chrome67', 'safari14'],
        modulePreload: false,
        rolldownOptions: {
          input: {
            board: 'web/site/ballot-client/board-page.ts',
            ballot: 'web/site/ballot-page/start.ts',
            collect: 'web/site/ballot-collect/start.ts',
            survey: 'web/site/survey/page.ts',
          },
          output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
        },
      },
    },
    // The tool for machines without a network: one script, put whole into one file.
    offline: {
      consumer: 'client',
      build: {
        outDir: 'dist/web/offline',
        emptyOutDir: true,
        target: ['chrome67', 'safari14'],
        modulePreload: false,
        rolldownOptions: {
          input: { offline: 'web/site/ballot-offline/start.ts' },
          output: { format: 'iife', entryFileNames: '[name].js' },
        },
      },
    },
    ssr: {
      build: {
        ssr: true,
        outDir: 'dist/server',
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          input: {
            cli: 'server/cli/index.ts',
            'frame-worker': 'server/frames/worker.ts',
            'document-worker': 'server/documents/worker.ts',
          },
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
  },
  test: {
    // Otherwise a style sheet read as text is empty in tests.
    css: { include: [/questionnaire\.css/] },
    // Two even on two cores: tests wait for PostgreSQL and for child processes. Browser tests go one by one all the same.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // A limit only so that a hung test ends: a busy machine is no defect.
      { extends: true, test: { name: 'unit', include: unit, environment: 'node', testTimeout: 60_000 } },
      { extends: true, test: { name: 'reference', include: ['test/reference/**/*.test.ts'], testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/database.setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/database.setup.ts', 'test/support/browser.setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
