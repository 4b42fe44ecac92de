import type { ReactElement } from "react";

export interface Mail {
  readonly subject: string;
  readonly html: string;
  /** The same in plain text. */
  readonly text: string;
}

/** A piece of a mail in both its forms, so that neither can say less than the other. */
export interface Part {
  readonly html: ReactElement;
  readonly text: string;
}

/** What a mail says, before the layout makes it a mail. */
export interface Content {
  readonly subject: string;
  /** What an inbox shows after the subject. */
  readonly preview: string;
  /** What the mail says in one line. */
  readonly title: string;
  /** The shop's address without a trailing slash; undefined where nobody can tell it. */
  readonly storeUrl: string | undefined;
  readonly parts: readonly Part[];
}
