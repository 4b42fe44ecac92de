/**
 * The house's one-way streets:
 * values → domain → contracts, data, reporting, gateways → flows → functions → infra.
 * The site takes only contracts, domain and values; nothing imports infra.
 */
const above = {
  "shared/values": ["shared/(?!values)", "functions", "site", "infra"],
  "shared/domain": ["shared/(?!values|domain)", "functions", "site", "infra"],
  "shared/contracts": ["shared/(?!values|domain|contracts)", "functions", "site", "infra"],
  "shared/data": ["shared/(?!values|domain|contracts|data)", "functions", "site", "infra"],
  "shared/reporting": [
    "shared/(?!values|domain|contracts|reporting)",
    "functions",
    "site",
    "infra",
  ],
  "shared/gateways": ["shared/(?!values|domain|contracts|gateways)", "functions", "site", "infra"],
  "shared/flows": ["functions", "site", "infra"],
  // The render functions hold the built storefront; they import its bundle and the types it asks with.
  functions: ["site/(?!src/page-data\\.ts)", "infra"],
  site: ["shared/(?!values|domain|contracts)", "functions", "infra"],
};

const tests = "\\.test\\.tsx?$|/e2e/";

module.exports = {
  forbidden: [
    ...Object.entries(above).map(([from, to]) => ({
      name: `from-${from.replaceAll("/", "-")}`,
      severity: "error",
      from: { path: `^${from}/`, pathNot: tests },
      to: { path: to.map((one) => `^${one}`) },
    })),
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      // The storefront's bundle exists only after its build; Astro's own modules are virtual.
      from: { pathNot: "\\.astro$" },
      to: { couldNotResolve: true, pathNot: "^astro:|dist/site|^virtual:" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|cdk\\.out|\\.parasol)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
