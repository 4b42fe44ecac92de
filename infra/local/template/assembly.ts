import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { type Json, jsonSchema } from "./json.ts";
import { Refused } from "./refused.ts";

const properties = z.record(z.string(), jsonSchema);

const resourceSchema = z.object({
  Type: z.string(),
  Properties: properties.default({}),
  Metadata: properties.default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
});

const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Value: jsonSchema,
        Condition: z.string().optional(),
        Export: z.object({ Name: jsonSchema }).optional(),
      }),
    )
    .default({}),
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: jsonSchema.optional() }))
    .default({}),
  Conditions: properties.default({}),
  Mappings: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), jsonSchema)))
    .default({}),
});

const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        displayName: z.string().optional(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
            directoryName: z.string().optional(),
            file: z.string().optional(),
          })
          .default({}),
      }),
    )
    .default({}),
});

const assetManifestSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

type Template = z.infer<typeof templateSchema>;
export type TemplateResource = z.infer<typeof resourceSchema>;

/** One stack of the assembly, or a stack nested in one. */
export interface Stack {
  readonly name: string;
  /** Where this stack's asset paths lead from. */
  readonly directory: string;
  readonly template: Template;
  /** For a nested stack: who passes its parameters. */
  readonly parent?: { readonly stack: Stack; readonly logicalId: string };
}

export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly Stack[];
  /** Asset file or directory by the key it would have in the bootstrap bucket. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Reads a synthesized app.
 *
 * @param directory `cdk.out`
 * @param stage which of several stages to take, by the end of its name; not needed when there is one
 * @throws Refused when there is no assembly, or several stages and none was named
 */
export function readAssembly(directory: string, stage?: string): Assembly {
  const top = resolve(directory);
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const folder of stageDirectories(top, stage)) {
    for (const artifact of Object.values(readManifest(folder).artifacts)) {
      const { templateFile, file, stackName } = artifact.properties;
      if (artifact.type === "aws:cloudformation:stack" && templateFile !== undefined) {
        const name = stackName ?? templateFile.replace(/\.template\.json$/, "");
        addStack(stacks, { name, directory: folder, template: readTemplate(folder, templateFile) });
      } else if (artifact.type === "cdk:asset-manifest" && file !== undefined) {
        addAssets(assets, folder, file);
      }
    }
  }
  if (stacks.length === 0) throw new Refused(`${top} holds no stack: run npm run synth.`);
  return { directory: top, stacks, assets };
}

function stageDirectories(top: string, stage: string | undefined): string[] {
  const artifacts = Object.values(readManifest(top).artifacts);
  const nested = artifacts.flatMap(({ type, properties: { directoryName } }) =>
    type === "cdk:cloud-assembly" && directoryName !== undefined ? [directoryName] : [],
  );
  const own = artifacts.some(({ type }) => type === "aws:cloudformation:stack") ? [top] : [];
  const wanted = nested.filter((name) => nested.length === 1 || name.endsWith(stage ?? "dev"));
  if (nested.length > 0 && wanted.length !== 1) {
    throw new Refused(`${top} holds the stages ${nested.join(", ")}: name one of them.`);
  }
  return [...own, ...wanted.map((name) => join(top, name))];
}

function addStack(stacks: Stack[], stack: Stack): void {
  stacks.push(stack);
  for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
    const file = resource.Metadata["aws:asset:path"];
    if (resource.Type !== "AWS::CloudFormation::Stack" || typeof file !== "string") continue;
    addStack(stacks, {
      name: `${stack.name}-${logicalId}`,
      directory: stack.directory,
      template: readTemplate(stack.directory, file),
      parent: { stack, logicalId },
    });
  }
}

function addAssets(assets: Map<string, string>, folder: string, file: string): void {
  const manifest = assetManifestSchema.parse(readJson(join(folder, file)));
  for (const { source, destinations } of Object.values(manifest.files)) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) {
      assets.set(objectKey, resolve(folder, source.path));
    }
  }
}

function readManifest(folder: string): z.infer<typeof manifestSchema> {
  const file = join(folder, "manifest.json");
  if (!existsSync(file)) throw new Refused(`${file} does not exist: run npm run synth.`);
  return manifestSchema.parse(readJson(file));
}

function readTemplate(folder: string, file: string): Template {
  return templateSchema.parse(readJson(join(folder, file)));
}

function readJson(file: string): Json {
  return JSON.parse(readFileSync(file, "utf8"));
}
