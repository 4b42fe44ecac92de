/** An error of Cognito's, by the name that the SDK gives its exception class. */
export class CognitoError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "CognitoError";
    this.code = code;
  }
}

export const notAuthorized = (message = "Incorrect username or password.") =>
  new CognitoError("NotAuthorizedException", message);

export const userNotFound = () => new CognitoError("UserNotFoundException", "User does not exist.");

export const invalidParameter = (message: string) =>
  new CognitoError("InvalidParameterException", message);

export const resourceNotFound = (message: string) =>
  new CognitoError("ResourceNotFoundException", message);

export const codeMismatch = () =>
  new CognitoError(
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
  );

export const expiredCode = () =>
  new CognitoError("ExpiredCodeException", "Invalid code provided, please request a code again.");

export const limitExceeded = () =>
  new CognitoError("LimitExceededException", "Attempt limit exceeded, please try after some time.");
