import { readFileSync } from "node:fs";
import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  UserPool,
  type UserPoolClient,
  VerificationEmailStyle,
} from "aws-cdk-lib/aws-cognito";
import type { Construct } from "constructs";
import type { Settings } from "../settings.ts";

/**
 * The mail of shared/domain/mail/account-code.ts as Cognito takes it, which sends codes itself: HTML of
 * at most 20,000 characters with {####} for the code. A file, because Node does not read the templates;
 * a test writes it anew (`vitest -u`) and fails where it is not what they give.
 */
const CODE_MAIL = readFileSync(new URL("code-mail.html", import.meta.url), "utf8");

export interface IdentityStackProps extends StackProps {
  readonly settings: Settings;
}

/** Who people are. Guests never become users; a customer is a user in no group. */
export class IdentityStack extends Stack {
  readonly userPool: UserPool;
  readonly userPoolClient: UserPoolClient;

  constructor(scope: Construct, id: string, { settings, ...props }: IdentityStackProps) {
    super(scope, id, props);
    this.userPool = new UserPool(this, "People", {
      featurePlan: FeaturePlan.ESSENTIALS,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      selfSignUpEnabled: true,
      autoVerify: { email: true },
      userVerification: {
        emailStyle: VerificationEmailStyle.CODE,
        emailSubject: "Your code for Parasol",
        emailBody: CODE_MAIL,
      },
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: false, mutable: true },
      },
      // Length without rules of composition: NIST SP 800-63B, 5.1.1.2.
      passwordPolicy: {
        minLength: 8,
        requireDigits: false,
        requireLowercase: false,
        requireUppercase: false,
        requireSymbols: false,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.removalPolicy,
    });
    const attributes = new ClientAttributes().withStandardAttributes({
      email: true,
      fullname: true,
    });
    this.userPoolClient = this.userPool.addClient("Shop", {
      authFlows: { userPassword: true },
      generateSecret: false,
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      readAttributes: attributes.withStandardAttributes({ emailVerified: true }),
      writeAttributes: attributes,
    });
    this.userPool.addGroup("Staff", {
      groupName: "staff",
      description: "Sees and changes orders, stock and products",
    });
    this.userPool.addGroup("Admin", { groupName: "admin", description: "May do everything" });

    new CfnOutput(this, "UserPoolId", {
      description: "Put the first admin into this pool's group admin",
      value: this.userPool.userPoolId,
    });
  }
}
