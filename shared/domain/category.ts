/** A shelf. `path` is the slugs from the root, joined by `/`; `position` orders siblings. */
export interface Category {
  readonly slug: string;
  readonly name: string;
  readonly parent: string | null;
  readonly path: string;
  readonly position: number;
  readonly version: number;
}
