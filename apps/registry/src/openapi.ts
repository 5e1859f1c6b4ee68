import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** What the service answered once, by method and path, such as `GET /api/cases/{id}`; lists are cut short. */
export type Examples = Readonly<Record<string, unknown>>;

/** The whole API as OpenAPI 3; `x-roles` on every route says who may call it. */
export function openApiOf(app: INestApplication, version: string, examples: Examples): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle('Kinledger')
    .setDescription(
      'Stores STR profiles, answers kinship questions with likelihood ratios, records every confirmation.',
    )
    .setVersion(version)
    .addCookieAuth('kinledger_session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A laboratory key' })
    .build();
  const api = SwaggerModule.createDocument(app, document, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}_${method}`,
  });
  for (const [route, example] of Object.entries(examples)) addExample(api, route, example);
  return api;
}

/** Routes that there are no more have no example either. */
function addExample({ paths }: OpenAPIObject, route: string, example: unknown): void {
  const [method = '', path = ''] = route.split(' ');
  const operation = paths[path]?.[method.toLowerCase() as 'get' | 'post'];
  for (const [status, response] of Object.entries(operation?.responses ?? {})) {
    const json = status.startsWith('2') && response && 'content' in response && response.content?.['application/json'];
    if (json) json.example = example;
  }
}
