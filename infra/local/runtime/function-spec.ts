import type { Role } from "../iam/roles.ts";

/** A function as its template describes it, everything resolved. */
export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  /** Construct path, such as `Parasol-dev-api/cart.setItem/Resource`. */
  readonly cdkPath: string;
  /** The asset's directory. */
  readonly codeDirectory: string;
  /** `index.handler` */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly role: Role;
  /** Services that its network leads to; undefined when there is no limit. */
  readonly reachable?: ReadonlySet<string>;
  /** Environments at once; AWS would start more, this machine has few cores. */
  readonly concurrency: number;
}

/**
 * Whether workers of `before` can go on under `after`: role and network are looked up per call and
 * may differ.
 */
export function runsTheSame(before: FunctionSpec, after: FunctionSpec): boolean {
  const essence = ({ role: _, reachable: __, ...spec }: FunctionSpec): string =>
    JSON.stringify(spec);
  return essence(before) === essence(after);
}
