import { describe, expect, it } from "vitest";
import { z } from "zod";
import { API_PREFIX } from "#contracts/endpoint";
import { endpoints, serverSides } from "#contracts/index";
import { assetName, functionIds } from "./function-files.ts";
import { onlyOne, type Resource, synthesize } from "./stacks/fixture.ts";

const dev = synthesize();
const { ofType, at, text } = dev;

const strings = z.record(z.string(), z.unknown());
const environmentSchema = z.object({ Variables: strings });

function environment(one: Resource): Record<string, string> {
  const { Variables } = environmentSchema.parse(one.Properties["Environment"]);
  return Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => [name, text(value, one.stack)]),
  );
}

describe("The API", () => {
  const routes = ofType("AWS::ApiGatewayV2::Route");

  it("has one route for each endpoint, and no other", () => {
    const wanted = endpoints.map(({ method, path }) =>
      path === "/*" ? "$default" : `${method} ${API_PREFIX}${path.replaceAll(/:([^/]+)/g, "{$1}")}`,
    );

    expect(routes.map(({ Properties }) => String(Properties["RouteKey"])).sort()).toEqual(
      wanted.sort(),
    );
  });

  it.each(endpoints.map(({ id }) => id))("leads %s to its own function", (id) => {
    const route = at(`api/${id}/Route`);
    const integration = at(`api/${id}/Route/Integration`);

    expect(text(route.Properties["Target"], "api")).toBe(
      `integrations/\${api/${id}/Route/Integration}`,
    );
    expect(text(integration.Properties["IntegrationUri"], "api")).toBe(`\${api/${id}.Arn}`);
    expect(integration.Properties["PayloadFormatVersion"]).toBe("2.0");
  });

  it("limits every route: some by their contract, all others alike", () => {
    const stage = onlyOne(ofType("AWS::ApiGatewayV2::Stage"));
    const limited = endpoints.filter(({ id }) => serverSides[id].rate !== undefined);

    expect(stage.Properties["DefaultRouteSettings"]).toEqual({
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 200,
    });
    expect(Object.keys(strings.parse(stage.Properties["RouteSettings"]))).toHaveLength(
      limited.length,
    );
    expect(stage.Properties["RouteSettings"]).toMatchObject({
      "POST /api/v1/auth/login": { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 60 },
    });
    expect(stage.DependsOn.length).toBeGreaterThanOrEqual(routes.length);
  });

  it("logs routes, not people", () => {
    const stage = onlyOne(ofType("AWS::ApiGatewayV2::Stage"));
    const { Format } = z
      .object({ Format: z.string() })
      .parse(stage.Properties["AccessLogSettings"]);

    expect(Format).toContain("$context.routeKey");
    expect(Format).not.toMatch(/sourceIp|userAgent|rawQuery|context\.path/);
  });

  it("gives each function the secrets that its contract needs, and no other", () => {
    for (const { id, method, rawBody } of endpoints) {
      const names = Object.keys(environment(at(`api/${id}`)));
      const { secrets = [] } = serverSides[id];
      const csrf =
        secrets.includes("csrf") || (["POST", "PUT", "DELETE"].includes(method) && !rawBody);

      const has = (name: string) => names.includes(name);
      expect({
        id,
        origin: has("ORIGIN_SECRET"),
        csrf: has("CSRF_SECRET"),
        orderToken: has("ORDER_TOKEN_SECRET"),
        issuer: has("USER_POOL_ISSUER"),
      }).toEqual({
        id,
        origin: true,
        csrf,
        orderToken: secrets.includes("orderToken"),
        issuer: !id.startsWith("system."),
      });
    }
    expect(environment(at("api/checkout.create"))).toMatchObject({
      ORIGIN_SECRET: "{{resolve:secretsmanager:${data/OriginSecret}:SecretString:::}}",
      TABLE_NAME: "${data/Table}",
      STRIPE_SECRET_ARN: "${data/StripeSecret}",
    });
  });
});

describe("Published pages", () => {
  it("are rendered anew by a deployment that changes what renders them, once its files are there", () => {
    const published = onlyOne(dev.ofType("Custom::PublishedPages"));

    expect(published.Properties["Renderer"]).toMatch(/^[0-9a-f]{64}$/);
    const before = published.DependsOn.join(" ");
    for (const upload of ["SiteFiles", "SiteAssets", "Pictures"]) expect(before).toContain(upload);
  });

  it("name the shop's own domain, and none where CloudFront gives it out later", () => {
    const own = synthesize({
      domainName: "shop.example",
      certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/one",
    });

    expect(environment(own.at("jobs/jobs.publishPages"))["STORE_URL"]).toBe("https://shop.example");
    expect(environment(dev.at("jobs/jobs.publishPages"))).not.toHaveProperty("STORE_URL");
  });
});

describe("Functions", () => {
  it("exist once for each contract, with the house defaults", () => {
    for (const id of functionIds) {
      const found = ofType("AWS::Lambda::Function").filter(({ path }) => path === id);
      expect(onlyOne(found).Properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
        TracingConfig: { Mode: "Active" },
        LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
      });
    }
  });

  it("have an asset of their own, which the template names", () => {
    const assets = functionIds.map((id) => {
      const found = ofType("AWS::Lambda::Function").filter(({ path }) => path === id);
      return String(onlyOne(found).Metadata["aws:asset:path"]);
    });

    expect(assets.map((path) => path.split("/").at(-1))).toEqual(functionIds.map(assetName));
  });
});

describe("The data", () => {
  it("is one table, on demand, with two indexes, a stream, backups and expiry", () => {
    const table = onlyOne(ofType("AWS::DynamoDB::GlobalTable"));

    expect(table.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "PK", KeyType: "HASH" },
        { AttributeName: "SK", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        { IndexName: "GSI1", Projection: { ProjectionType: "ALL" } },
        { IndexName: "GSI2", Projection: { ProjectionType: "KEYS_ONLY" } },
      ],
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it("lies in buckets that only CloudFront and named roles may read, over TLS", () => {
    for (const name of ["Pages", "Media"]) {
      expect(at(`data/${name}`).Properties["PublicAccessBlockConfiguration"]).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const policy = JSON.stringify(at(`data/${name}/Policy`).Properties["PolicyDocument"]);
      expect(policy).toContain('"aws:SecureTransport":"false"');
      expect(policy).toContain(":distribution/*");
    }
  });

  it("goes with a development stage and stays with production", () => {
    const production = synthesize({ stage: "production", alarmEmail: "team@parasol.example" });
    const kept = [
      "AWS::DynamoDB::GlobalTable",
      "AWS::S3::Bucket",
      "AWS::Cognito::UserPool",
      "AWS::SecretsManager::Secret",
    ];

    const policies = (found: readonly Resource[]) => [
      ...new Set(found.map((one) => one["DeletionPolicy"])),
    ];
    for (const type of kept) {
      expect([type, ...policies(ofType(type))]).toEqual([type, "Delete"]);
      expect([type, ...policies(production.ofType(type))]).toEqual([type, "Retain"]);
    }
    expect(at("reporting/Cluster")["DeletionPolicy"]).toBe("Delete");
    expect(production.at("reporting/Cluster")["DeletionPolicy"]).toBe("Snapshot");
    expect(production.at("reporting/Cluster").Properties["DeletionProtection"]).toBe(true);
    expect(ofType("AWS::SNS::Topic")).toHaveLength(0);
    for (const alarm of production.ofType("AWS::CloudWatch::Alarm")) {
      expect(alarm.Properties["AlarmActions"]).toHaveLength(1);
    }
  });
});

describe("Reporting", () => {
  it("sleeps at 0 ACU in a network without a way out, and knows no password", () => {
    expect(at("reporting/Cluster").Properties).toMatchObject({
      MasterUserAuthenticationType: "iam-db-auth",
      EnableIAMDatabaseAuthentication: true,
      EnableHttpEndpoint: true,
      ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 2 },
    });
    expect(ofType("AWS::EC2::Subnet")).toHaveLength(2);
    for (const type of ["NatGateway", "InternetGateway"]) {
      expect(ofType(`AWS::EC2::${type}`)).toEqual([]);
    }
  });

  it("is reached from inside by the functions that say so, and by nobody else", () => {
    const inside = ofType("AWS::Lambda::Function")
      .filter(({ Properties }) => Properties["VpcConfig"] !== undefined)
      .map(({ path }) => path);

    expect(inside.sort()).toEqual([
      "jobs.auditReporting",
      "jobs.migrateReporting",
      "jobs.projectChanges",
    ]);
    const rule = onlyOne(ofType("AWS::EC2::SecurityGroupIngress"));
    expect(rule.Properties).toMatchObject({ FromPort: 5432, ToPort: 5432 });
  });

  it("has one way out, to the table, for the one function that compares the two", () => {
    const endpoint = onlyOne(ofType("AWS::EC2::VPCEndpoint"));
    const service = text(endpoint.Properties["ServiceName"], "reporting");
    expect(service).toBe("com.amazonaws.${AWS::Region}.dynamodb");
    expect(endpoint.Properties["VpcEndpointType"]).toBe("Gateway");
    const policy = z
      .object({ Statement: z.tuple([z.object({ Resource: z.array(z.unknown()) })]) })
      .parse(endpoint.Properties["PolicyDocument"]);
    expect(policy.Statement[0].Resource.map((one) => text(one, "reporting"))).toEqual([
      "${data/Table.Arn}",
      "${data/Table.Arn}/index/*",
    ]);

    const groups = ofType("AWS::Lambda::Function").flatMap(({ path, Properties }) => {
      const config = z
        .object({ SecurityGroupIds: z.array(z.unknown()) })
        .safeParse(Properties["VpcConfig"]).data;
      return config ? [[path, config.SecurityGroupIds.length]] : [];
    });
    expect(Object.fromEntries(groups)).toEqual({
      "jobs.auditReporting": 2,
      "jobs.migrateReporting": 1,
      "jobs.projectChanges": 1,
    });
  });

  it("is migrated once the database answers, by the code that is deployed", () => {
    const schema = onlyOne(ofType("Custom::ReportingSchema"));

    expect(schema.Properties["Code"]).toMatch(/^[0-9a-f]{64}$/);
    expect(schema.DependsOn).toContain("Writer");
  });
});

describe("Identity", () => {
  it("signs people in by e-mail, without telling who has an account", () => {
    expect(at("identity/People").Properties).toMatchObject({
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      Policies: { PasswordPolicy: { MinimumLength: 8 } },
    });
    const client = onlyOne(ofType("AWS::Cognito::UserPoolClient"));
    expect(client.Properties).toMatchObject({
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      GenerateSecret: false,
      PreventUserExistenceErrors: "ENABLED",
      EnableTokenRevocation: true,
      AccessTokenValidity: 60,
      RefreshTokenValidity: 43_200,
    });
    expect(
      ofType("AWS::Cognito::UserPoolGroup").map(({ Properties }) => Properties["GroupName"]),
    ).toEqual(["staff", "admin"]);
  });
});
