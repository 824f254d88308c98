/** The checked-in OpenAPI document as the code makes it now. */
import { openapiDocument } from '../../server/http/openapi.ts';
import { listRoutes } from '../../server/routes.ts';

export const openapiText = (): string => `${JSON.stringify(openapiDocument(listRoutes()), null, 2)}\n`;
