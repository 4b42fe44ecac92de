import { CognitoIdentityProviderServiceException } from "@aws-sdk/client-cognito-identity-provider";
import { Problem } from "#values/error-codes";

const RETRY_AFTER_LIMIT_S = 60;
const RETRY_AFTER_DOWN_S = 5;

/** Cognito's name for an error; empty where it did not answer at all. */
export function nameOf(error: unknown): string {
  return error instanceof CognitoIdentityProviderServiceException ? error.name : "";
}

function wrongCode(cause: unknown): Problem {
  const message = "The code does not fit or has expired. Ask for a new one.";
  return new Problem("CODE_INVALID", message, { details: [{ field: "code", message }], cause });
}

/**
 * An unknown user and a wrong password are one and the same answer: who has an account here is
 * nobody else's business.
 */
export function toSignInProblem(error: unknown): Problem {
  switch (nameOf(error)) {
    case "UserNotConfirmedException":
      return new Problem("ACCOUNT_UNCONFIRMED", "Confirm your account with the mailed code first.");
    case "PasswordResetRequiredException":
      return new Problem("INVALID_CREDENTIALS", "Set a new password first, by “forgot password”.");
    case "NotAuthorizedException":
    case "UserNotFoundException":
    case "InvalidParameterException":
      if (error instanceof Error && /attempts exceeded/i.test(error.message)) {
        return tooMany(error);
      }
      return new Problem("INVALID_CREDENTIALS", "E-mail or password is wrong.", { cause: error });
    default:
      return toProblem(error);
  }
}

/** For what a mailed code proves. An unknown or confirmed account answers as a wrong code does. */
export function toCodeProblem(error: unknown): Problem {
  switch (nameOf(error)) {
    case "CodeMismatchException":
    case "ExpiredCodeException":
    case "UserNotFoundException":
    case "NotAuthorizedException":
    case "InvalidParameterException":
      return wrongCode(error);
    default:
      return toProblem(error);
  }
}

/** What any operation may run into. What fits nowhere counts as Cognito being down. */
export function toProblem(error: unknown): Problem {
  switch (nameOf(error)) {
    case "UsernameExistsException":
    case "AliasExistsException":
      return new Problem("EMAIL_TAKEN", "This address has an account. Sign in instead.", {
        details: [{ field: "email", message: "Has an account." }],
      });
    case "InvalidPasswordException":
      return weakPassword(error);
    case "InvalidParameterException":
      return new Problem("VALIDATION_ERROR", "The sign-in service refuses these details.", {
        cause: error,
      });
    case "LimitExceededException":
    case "TooManyRequestsException":
    case "TooManyFailedAttemptsException":
      return tooMany(error);
    default:
      return new Problem(
        "UNAVAILABLE",
        "Signing in does not work at the moment. You can still buy without an account.",
        { retryAfter: RETRY_AFTER_DOWN_S, cause: error },
      );
  }
}

function tooMany(cause: unknown): Problem {
  return new Problem("TOO_MANY_REQUESTS", "Too many tries. Wait a minute.", {
    retryAfter: RETRY_AFTER_LIMIT_S,
    cause,
  });
}

/** The user pool's policy decides, and its message says what is missing. */
function weakPassword(error: unknown): Problem {
  const said = error instanceof Error ? error.message : "";
  const message = said.replace(/^Password did not conform with policy: /, "") || "Too weak.";
  return new Problem("VALIDATION_ERROR", `password: ${message}`, {
    details: [{ field: "password", message }],
    cause: error,
  });
}
