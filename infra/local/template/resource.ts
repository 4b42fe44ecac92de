import { join } from "node:path";
import { ACCOUNT_ID, REGION } from "../seams.ts";
import type { Stack, TemplateResource } from "./assembly.ts";
import { isObject, type Json } from "./json.ts";
import { boundedName, shortHash } from "./names.ts";

/** One resource of the assembly; properties are evaluated each time they are read. */
export class Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly #declared: TemplateResource;
  readonly #evaluate: (value: Json) => Json;

  constructor(stack: Stack, logicalId: string, evaluate: (value: Json) => Json) {
    const declared = stack.template.Resources[logicalId];
    if (declared === undefined) throw new Error(`${stack.name} has no ${logicalId}`);
    this.stack = stack;
    this.logicalId = logicalId;
    this.type = declared.Type;
    this.#declared = declared;
    this.#evaluate = evaluate;
  }

  /** Unique over all stacks, the same in every run. */
  get key(): string {
    return `${this.stack.name}/${this.logicalId}`;
  }

  /** The construct's path, such as `Parasol-dev-data/Table/Resource`. */
  get cdkPath(): string {
    const path = this.#declared.Metadata["aws:cdk:path"];
    return typeof path === "string" ? path : this.key;
  }

  /** The directory or file that this resource's code or content was staged in. */
  get assetPath(): string | undefined {
    const path = this.#declared.Metadata["aws:asset:path"];
    return typeof path === "string" ? join(this.stack.directory, path) : undefined;
  }

  get dependsOn(): readonly string[] {
    const { DependsOn = [] } = this.#declared;
    return typeof DependsOn === "string" ? [DependsOn] : DependsOn;
  }

  /** One property, evaluated; null where the template has none. */
  property(name: string): Json {
    const value = this.#declared.Properties[name];
    return value === undefined ? null : this.#evaluate(value);
  }

  /** One value inside the properties; nothing beside its path is evaluated. */
  at(...path: readonly string[]): Json {
    const value = this.#declaredAt(path);
    return value === undefined ? null : this.#evaluate(value);
  }

  /** The names of an object inside the properties, as declared. */
  keysAt(...path: readonly string[]): readonly string[] {
    const value = this.#declaredAt(path);
    return isObject(value) ? Object.keys(value) : [];
  }

  /** All properties, evaluated: prefer `property` where others may refer to what does not exist yet. */
  properties(): Record<string, Json> {
    return Object.fromEntries(
      Object.keys(this.#declared.Properties).map((name) => [name, this.property(name)]),
    );
  }

  /** Property names as declared, without evaluating anything. */
  has(name: string): boolean {
    return this.#declared.Properties[name] !== undefined;
  }

  /** The name a property gives, or one made of stack and logical id as CloudFormation would. */
  name(property: string, maximum = 128): string {
    const given = this.has(property) ? this.property(property) : null;
    return typeof given === "string"
      ? given
      : boundedName(this.stack.name, this.logicalId, maximum);
  }

  /** Ten lower-case characters that stand for this resource where AWS draws a random id. */
  get shortId(): string {
    return shortHash(this.key, 10);
  }

  #declaredAt(path: readonly string[]): Json | undefined {
    let value: Json | undefined = this.#declared.Properties;
    for (const step of path) value = isObject(value) ? value[step] : undefined;
    return value;
  }

  arn(service: string, resource: string, region: string = REGION): string {
    return `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;
  }
}
