import { App, type AppProps } from "aws-cdk-lib";
import type { Resources } from "./constructs/bindings.ts";
import { readSettings } from "./settings.ts";
import { ApiStack } from "./stacks/api.ts";
import { DataStack } from "./stacks/data.ts";
import { IdentityStack } from "./stacks/identity.ts";
import { JobsStack } from "./stacks/jobs.ts";
import { ReportingStack } from "./stacks/reporting.ts";
import { SiteStack } from "./stacks/site.ts";

/** How the local cloud finds code and names in the templates. */
const METADATA = {
  "aws:cdk:enable-asset-metadata": true,
  "aws:cdk:enable-path-metadata": true,
};

/** The whole shop as one stage of stacks; each is handed what exists before it. */
export function createApp(props?: AppProps): App {
  const app = new App({ ...props, context: { ...METADATA, ...props?.context } });
  const settings = readSettings(app);
  const terminationProtection = settings.deletionProtection;
  const name = (stack: string) => `Parasol-${settings.stage}-${stack}`;

  const data = new DataStack(app, name("data"), { settings, terminationProtection });
  const identity = new IdentityStack(app, name("identity"), { settings, terminationProtection });
  const kept: Resources = {
    table: data.table,
    indexes: data.indexes,
    pages: data.pages,
    media: data.media,
    secrets: data.secrets,
    userPool: identity.userPool,
    userPoolClient: identity.userPoolClient,
    mailFrom: settings.mailFrom,
    storeUrl: settings.domain && `https://${settings.domain.name}`,
  };
  const { database } = new ReportingStack(app, name("reporting"), {
    settings,
    resources: kept,
    terminationProtection,
  });
  const { queues } = new JobsStack(app, name("jobs"), {
    settings,
    resources: { ...kept, database },
  });
  const resources: Resources = { ...kept, queues };
  const api = new ApiStack(app, name("api"), { settings, resources });
  new SiteStack(app, name("site"), { settings, resources, apiDomainName: api.domainName });
  return app;
}

if (import.meta.main) createApp().synth();
