/**
 * Resource types that the local cloud passes over, each with the reason why nothing here misses
 * them. A trailing `*` stands for every type that begins so.
 */
const inertTypes: Readonly<Record<string, string>> = {
  "AWS::CDK::Metadata": "usage statistics of the CDK",
  "AWS::CloudFormation::WaitCondition*": "a pause in a deployment; there is none here",
  "AWS::ApiGatewayV2::Deployment": "the stage deploys itself",
  "AWS::ApiGatewayV2::DomainName": "a custom domain; the local one is localhost",
  "AWS::ApiGatewayV2::ApiMapping": "a custom domain; the local one is localhost",
  "AWS::Backup::*": "the state directory can be copied",
  "AWS::Budgets::*": "nothing here costs money",
  "AWS::CE::*": "nothing here costs money",
  "AWS::CertificateManager::*": "the local shop speaks plain HTTP",
  "AWS::Chatbot::*": "nobody is paged from a laptop",
  "AWS::CloudFront::CloudFrontOriginAccessIdentity": "superseded by origin access control",
  "AWS::CloudFront::MonitoringSubscription": "metrics go to the logs",
  "AWS::CloudFront::RealtimeLogConfig": "the twin logs nothing of its own",
  "AWS::CloudWatch::*": "metrics and alarms; functions print EMF to their logs",
  "AWS::Cognito::LogDeliveryConfiguration": "the emulator has a log of its own",
  "AWS::Cognito::UserPoolDomain": "the shop has sign-in pages of its own",
  "AWS::Cognito::UserPoolRiskConfigurationAttachment": "threat protection needs Cognito's own data",
  "AWS::Cognito::UserPoolUICustomizationAttachment": "the shop has sign-in pages of its own",
  "AWS::EC2::*": "networks; everything here is on 127.0.0.1",
  "AWS::GuardDuty::*": "watches an account; there is none here",
  "AWS::IAM::InstanceProfile": "there are no instances",
  "AWS::IAM::OIDCProvider": "for deployments from GitHub",
  "AWS::KMS::*": "the state directory is as safe as the disk it lies on",
  "AWS::Lambda::CodeSigningConfig": "code comes from this machine",
  "AWS::Lambda::EventInvokeConfig": "asynchronous calls run once here",
  "AWS::Lambda::LayerVersion": "functions are bundles without layers; the AWS CLI layer is not run",
  "AWS::Logs::*": "logs are files under the state directory",
  "AWS::RDS::DBClusterParameterGroup": "the local server has its own settings",
  "AWS::RDS::DBParameterGroup": "the local server has its own settings",
  "AWS::RDS::DBSubnetGroup": "networks; everything here is on 127.0.0.1",
  "AWS::ResourceGroups::*": "a view of the AWS console",
  "AWS::Route53::*": "the local name is localhost",
  "AWS::RUM::*": "the browser's own tools do this here",
  "AWS::S3::StorageLens": "a view of the AWS console",
  "AWS::SecretsManager::ResourcePolicy": "secrets are read through function roles only",
  "AWS::SecretsManager::RotationSchedule": "local secrets do not rotate",
  "AWS::SES::*": "the local inbox takes mail from any sender; configuration sets are emulated",
  "AWS::SNS::*": "topics carry alarms only; nothing raises one here",
  "AWS::SQS::QueuePolicy": "read where a rule sends to the queue; functions go by their roles",
  "AWS::Scheduler::ScheduleGroup": "a name for schedules",
  "AWS::ServiceCatalogAppRegistry::*": "a view of the AWS console",
  "AWS::Synthetics::*": "canaries watch what is deployed",
  "AWS::WAFv2::*": "no stranger reaches 127.0.0.1",
  "AWS::XRay::*": "traces go nowhere from here",
  "Custom::LogRetention": "logs are files under the state directory",
  "Custom::S3AutoDeleteObjects": "empties a bucket before it is deleted; npm run reset does",
  "Custom::VpcRestrictDefaultSG": "networks; everything here is on 127.0.0.1",
};

/** Why a type needs nothing here; undefined when it is not inert. */
export function inertReason(type: string): string | undefined {
  const exact = inertTypes[type];
  if (exact !== undefined) return exact;
  const family = Object.keys(inertTypes).find(
    (name) => name.endsWith("*") && type.startsWith(name.slice(0, -1)),
  );
  return family === undefined ? undefined : inertTypes[family];
}
