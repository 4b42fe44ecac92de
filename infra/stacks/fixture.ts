import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { App } from "aws-cdk-lib";
import { z } from "zod";
import { createApp } from "../app.ts";
import { assetName, functionIds, ROOT } from "../function-files.ts";

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
});
const templateSchema = z.looseObject({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }),
    )
    .default({}),
});

export interface Resource extends z.infer<typeof resourceSchema> {
  /** `data`, `jobs` … */
  readonly stack: string;
  /** Its place in the construct tree below the stack, without CDK's `/Resource` at the end. */
  readonly path: string;
}

export interface Synthesized {
  readonly app: App;
  /** What CloudFormation's own rules say, where they were asked. */
  readonly report: unknown;
  /** Every resource of every stack. */
  readonly resources: readonly Resource[];
  readonly ofType: (type: string) => readonly Resource[];
  /** The one resource at a path, such as `jobs/orders`. */
  readonly at: (path: string) => Resource;
  /** A template value as readable text: `${data/Table.Arn}/index/GSI1`. */
  readonly text: (value: unknown, stack: string) => string;
}

/**
 * Synthesizes the app with stand-ins for what is built: the templates depend on the names of the
 * assets and on nothing inside them.
 *
 * @param validate also run CloudFormation's own rules
 */
export function synthesize(
  context: Readonly<Record<string, unknown>> = {},
  { validate = false }: { validate?: boolean } = {},
): Synthesized {
  const directory = mkdtempSync(join(tmpdir(), "parasol-templates-"));
  try {
    return synthesizeIn(directory, context, validate);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function synthesizeIn(
  directory: string,
  context: Readonly<Record<string, unknown>>,
  validate: boolean,
): Synthesized {
  const dist = join(directory, "dist");
  for (const id of functionIds) {
    write(join(dist, "functions", assetName(id), "index.mjs"), `// ${id}`);
  }
  write(join(dist, "site", "client", "_astro", "a.css"), "");
  write(join(dist, "site", "client", "robots.txt"), "");
  write(join(dist, "site", "csp.json"), '{"scriptHashes":["sha256-abc="]}');
  write(join(dist, "demo", "media", "a.webp"), "");
  write(join(dist, "demo", "catalogue.json"), "{}");

  const config = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(join(ROOT, "cdk.json"), "utf8")));
  const app = createApp({
    outdir: join(directory, "cdk.out"),
    analyticsReporting: false,
    treeMetadata: false,
    // Once is enough: nag.test.ts.
    builtinCloudFormationValidation: validate,
    context: {
      ...config.context,
      "aws:cdk:disable-asset-staging": true,
      "aws:cdk:disable-stack-trace": true,
      dist,
      ...context,
    },
  });
  const templates = new Map(
    app
      .synth()
      .stacks.map(({ stackName, template }) => [
        stackName.split("-").at(-1) ?? "",
        templateSchema.parse(template),
      ]),
  );
  const resources = [...templates].flatMap(([stack, { Resources }]) =>
    Object.values(Resources).map(
      (one): Resource => Object.assign(one, { stack, path: pathOf(one.Metadata) }),
    ),
  );
  const reportFile = join(app.outdir, "validation-report.json");
  const report: unknown = existsSync(reportFile)
    ? JSON.parse(readFileSync(reportFile, "utf8"))
    : undefined;
  return {
    app,
    report,
    resources,
    ofType: (type) => resources.filter(({ Type }) => Type === type),
    at(path) {
      const found = resources.find((one) => `${one.stack}/${one.path}` === path);
      if (found === undefined) throw new Error(`There is no resource ${path}.`);
      return found;
    },
    text: (value, stack) => describeValue(value, stack, templates),
  };
}

/** The one resource of a list that may hold no other. */
export function onlyOne(found: readonly Resource[]): Resource {
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`There are ${found.length}, not one.`);
  return one;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function pathOf(metadata: Readonly<Record<string, unknown>>): string {
  const path = String(metadata["aws:cdk:path"] ?? "");
  return path.replace(/^[^/]*\//, "").replace(/\/(Resource|Default)$/, "");
}

type Templates = ReadonlyMap<string, z.infer<typeof templateSchema>>;

const intrinsic = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => [Ref, ""] as const),
  z
    .strictObject({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform((one) => one["Fn::GetAtt"]),
]);
const joining = z
  .strictObject({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) })
  .transform((one) => one["Fn::Join"]);
const imported = z
  .strictObject({ "Fn::ImportValue": z.string() })
  .transform((one) => one["Fn::ImportValue"]);

function describeValue(value: unknown, stack: string, templates: Templates): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  const own = intrinsic.safeParse(value).data;
  if (own) {
    const [id, attribute] = own;
    const resource = templates.get(stack)?.Resources[id];
    const name = resource ? `${stack}/${pathOf(resource.Metadata)}` : id;
    return `\${${name}${attribute && `.${attribute}`}}`;
  }
  const joined = joining.safeParse(value).data;
  if (joined) {
    return joined[1].map((part) => describeValue(part, stack, templates)).join(joined[0]);
  }
  const name = imported.safeParse(value).data;
  for (const [exporter, { Outputs }] of templates) {
    const output = Object.values(Outputs).find((one) => name && one.Export?.Name === name);
    if (output) return describeValue(output.Value, exporter, templates);
  }
  return JSON.stringify(value);
}
