// Regenerate while the service runs: OPENAPI=http://127.0.0.1:3000/api/openapi.json npx openapi-ts -f apps/console/openapi-ts.config.ts
export default {
  input: process.env.OPENAPI ?? 'http://127.0.0.1:3000/api/openapi.json',
  output: 'apps/console/src/api.gen',
  plugins: ['@hey-api/typescript'],
};
