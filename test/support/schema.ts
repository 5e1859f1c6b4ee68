/** The part of OpenAPI's schemas that our document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** Named schemas of a document. */
export type Schemas = Readonly<Record<string, Schema>>;

/** Where a value is not as its schema says, each as a path with what is wrong there. A property that no schema names is wrong. */
export function misfits(value: unknown, schema: Schema, schemas: Schemas, at = '$'): readonly string[] {
  const parts = partsOf(schema, schemas);
  const one = parts.find(({ oneOf }) => oneOf !== undefined)?.oneOf;
  if (value === null) return parts.some(({ nullable }) => nullable === true) ? [] : [`${at}: null`];
  if (one !== undefined) {
    return one.some((each) => misfits(value, each, schemas).length === 0) ? [] : [`${at}: none of the forms`];
  }
  const listed = parts.find((part) => part.enum !== undefined)?.enum;
  if (listed !== undefined && !listed.includes(value)) return [`${at}: not in the list`];
  const type = parts.find((part) => part.type !== undefined)?.type;
  if (type !== undefined && !isOf(type, value)) return [`${at}: no ${type}`];
  if (Array.isArray(value)) {
    const items = parts.find((part) => part.items !== undefined)?.items ?? {};
    return value.flatMap((item, place) => misfits(item, items, schemas, `${at}[${place}]`));
  }
  return typeof value === 'object' ? ofObject(value as Record<string, unknown>, parts, schemas, at) : [];
}

function ofObject(value: Record<string, unknown>, parts: readonly Schema[], schemas: Schemas, at: string): string[] {
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Schemas;
  const rest = parts.find(({ additionalProperties }) => additionalProperties !== undefined)?.additionalProperties;
  const anything = Object.keys(properties).length === 0 && rest === undefined;
  const missing = parts.flatMap(({ required = [] }) => required).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${at}.${name}: missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const schema = properties[name] ?? (typeof rest === 'object' ? rest : rest === true || anything ? {} : undefined);
      return schema === undefined ? [`${at}.${name}: unknown`] : misfits(inner, schema, schemas, `${at}.${name}`);
    }),
  ];
}

/** The schema with everything that it refers to or is made of. */
function partsOf(schema: Schema, schemas: Schemas): readonly Schema[] {
  const named = schema.$ref === undefined ? [] : partsOf(schemas[schema.$ref.split('/').at(-1)!]!, schemas);
  return [schema, ...named, ...(schema.allOf ?? []).flatMap((part) => partsOf(part, schemas))];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'object' ? typeof value === 'object' && !Array.isArray(value) : typeof value === type;
}
