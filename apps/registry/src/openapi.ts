import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The whole API as OpenAPI 3; `x-roles` on every route says who may call it. */
export function openApiOf(app: INestApplication, version: string): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle('Kinledger')
    .setDescription(
      'Stores STR profiles, answers kinship questions with likelihood ratios, records every confirmation.',
    )
    .setVersion(version)
    .addCookieAuth('kinledger_session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A laboratory key' })
    .build();
  return SwaggerModule.createDocument(app, document, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}_${method}`,
  });
}
