import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: {
    alias: {
      'node:crypto': here('./src/crypto.ts'),
      '@kinledger/audit': here('../../libs/audit/src/index.ts'),
      '@kinledger/kinship': here('../../libs/kinship/src/index.ts'),
      '@kinledger/profile': here('../../libs/profile/src/index.ts'),
    },
  },
  build: {
    outDir: here('../../dist/console'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
  },
  // a worker computes with libs, of which nothing runs for its own sake: readers of files that it never calls stay out
  worker: { format: 'es', rolldownOptions: { treeshake: { moduleSideEffects: false } } },
  server: { proxy: { '/api': 'http://127.0.0.1:3000', '/log': 'http://127.0.0.1:3000' } },
});
