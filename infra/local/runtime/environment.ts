import { createHash } from "node:crypto";
import { devNull } from "node:os";
import { REGION } from "../seams.ts";
import type { FunctionSpec } from "./function-spec.ts";

/**
 * The whole environment of a function's worker: the template's variables and what Lambda and the
 * SDK need, nothing from the shell that started the cloud.
 */
export function workerEnvironment(
  spec: FunctionSpec,
  proxyUrl: string,
  accessKeyId: string,
): Record<string, string> {
  return {
    ...spec.environment,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: proxyUrl,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    // The developer's own profiles must not reach the functions.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

/** An access key of AWS's shape that tells the proxy which worker of which function calls. */
export function accessKeyOf(functionName: string, worker: number): string {
  const digest = createHash("sha256").update(`${functionName}#${worker}`).digest("hex");
  return `AKIA${digest.slice(0, 16).toUpperCase()}`;
}
