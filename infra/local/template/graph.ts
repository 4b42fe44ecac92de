import type { Assembly, Stack } from "./assembly.ts";
import { resolveDynamicReferences } from "./dynamic-references.ts";
import { evaluate, evaluateCondition, type Scope } from "./intrinsics.ts";
import { isObject, type Json } from "./json.ts";
import { Refused } from "./refused.ts";
import { definitionOf } from "./registry.ts";
import { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/**
 * All resources of an assembly, with references between them resolved over stack borders.
 * Reading it checks that every resource type is known.
 */
export class ResourceGraph {
  readonly assembly: Assembly;
  readonly resources: readonly Resource[];
  readonly #world: World;
  readonly #byKey = new Map<string, Resource>();
  readonly #exports = new Map<string, { readonly stack: Stack; readonly value: Json }>();
  readonly #scopes = new Map<Stack, Scope>();

  constructor(assembly: Assembly, world: World) {
    this.assembly = assembly;
    this.#world = world;
    for (const stack of assembly.stacks) this.#scopes.set(stack, this.#scope(stack));
    for (const stack of assembly.stacks) this.#readStack(stack);
    this.resources = [...this.#byKey.values()];
    for (const resource of this.resources) definitionOf(resource);
  }

  /** Resources of one of these types, in template order. */
  ofType(...types: readonly string[]): readonly Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resource whose `Ref` or ARN this is; undefined when none of these types has it. */
  find(physical: string, ...types: readonly string[]): Resource | undefined {
    return this.ofType(...types).find(
      (resource) => this.ref(resource) === physical || this.#arn(resource) === physical,
    );
  }

  /** What `Ref` gives. */
  ref(resource: Resource): string {
    return definitionOf(resource).ref(resource, this.#world);
  }

  /** What `Fn::GetAtt` gives. */
  attribute(resource: Resource, name: string): string {
    const { attributes = {}, anyAttribute } = definitionOf(resource);
    const attribute = attributes[name];
    if (attribute !== undefined) return attribute(resource, this.#world);
    if (anyAttribute !== undefined) return anyAttribute(resource, name, this.#world);
    throw new Refused(`${resource.type} has no attribute ${name} here (${resource.cdkPath}).`);
  }

  #readStack(stack: Stack): void {
    const scope = this.#of(stack);
    for (const [logicalId, { Condition }] of Object.entries(stack.template.Resources)) {
      if (Condition !== undefined && !scope.condition(Condition)) continue;
      const resource = new Resource(stack, logicalId, (value) => evaluate(value, scope));
      this.#byKey.set(resource.key, resource);
    }
    for (const output of Object.values(stack.template.Outputs)) {
      if (output.Export === undefined) continue;
      const name = evaluate(output.Export.Name, scope);
      this.#exports.set(String(name), { stack, value: output.Value });
    }
  }

  #arn(resource: Resource): string | undefined {
    return definitionOf(resource).attributes?.["Arn"]?.(resource, this.#world);
  }

  #of(stack: Stack): Scope {
    const scope = this.#scopes.get(stack);
    if (scope === undefined) throw new Error(`${stack.name} is not in this assembly`);
    return scope;
  }

  #resource(stack: Stack, logicalId: string): Resource {
    const resource = this.#byKey.get(`${stack.name}/${logicalId}`);
    if (resource === undefined)
      throw new Refused(`${stack.name} refers to ${logicalId}, which is not there.`);
    return resource;
  }

  #scope(stack: Stack): Scope {
    const { template } = stack;
    return {
      stackName: stack.name,
      ref: (name) =>
        template.Parameters[name] === undefined
          ? this.ref(this.#resource(stack, name))
          : this.#parameter(stack, name),
      attribute: (logicalId, name) => {
        const resource = this.#resource(stack, logicalId);
        return resource.type === "AWS::CloudFormation::Stack"
          ? this.#nestedOutput(stack, logicalId, name)
          : this.attribute(resource, name);
      },
      importValue: (name) => {
        const exported = this.#exports.get(name);
        if (exported === undefined) throw new Refused(`No stack exports ${name}.`);
        return evaluate(exported.value, this.#of(exported.stack));
      },
      stackOutput: (stackName, name) => {
        const other = this.assembly.stacks.find((candidate) => candidate.name === stackName);
        if (other === undefined) throw new Refused(`There is no stack ${stackName}.`);
        return this.#output(other, name);
      },
      condition: (name) => evaluateCondition(template.Conditions[name] ?? false, this.#of(stack)),
      mapping: (map, first, second) => {
        const value = template.Mappings[map]?.[first]?.[second];
        if (value === undefined) throw new Refused(`${map} maps nothing at ${first}, ${second}.`);
        return value;
      },
      dynamicReferences: (text) =>
        resolveDynamicReferences(text, (id) => {
          const secret = this.find(id, "AWS::SecretsManager::Secret") ?? this.#secretNamed(id);
          return secret === undefined ? undefined : this.#world.secretString(secret);
        }),
    };
  }

  #parameter(stack: Stack, name: string): Json {
    if (stack.parent !== undefined) {
      const caller = this.#resource(stack.parent.stack, stack.parent.logicalId);
      const passed = caller.property("Parameters");
      const value = isObject(passed) ? passed[name] : undefined;
      if (value !== undefined) return value;
    }
    // Bootstrap versions and the like come from SSM on AWS; here their default stands for them.
    return stack.template.Parameters[name]?.Default ?? "";
  }

  #nestedOutput(stack: Stack, logicalId: string, name: string): Json {
    const nested = this.assembly.stacks.find(
      ({ parent }) => parent?.stack === stack && parent.logicalId === logicalId,
    );
    const output = /^Outputs\.(.+)$/.exec(name)?.[1];
    if (nested === undefined || output === undefined) {
      throw new Refused(`${stack.name} asks its nested stack ${logicalId} for ${name}.`);
    }
    return this.#output(nested, output);
  }

  #output(stack: Stack, name: string): Json {
    const output = stack.template.Outputs[name];
    if (output === undefined) throw new Refused(`${stack.name} has no output ${name}.`);
    return evaluate(output.Value, this.#of(stack));
  }

  #secretNamed(id: string): Resource | undefined {
    return this.ofType("AWS::SecretsManager::Secret").find((secret) => secret.name("Name") === id);
  }
}
