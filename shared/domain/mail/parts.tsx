import { Button, Link, Text } from "@react-email/components";
import { Fragment } from "react";
import { COLOURS } from "./colour.ts";
import type { Part } from "./mail.ts";
import { BODY_TEXT, FONT, QUIET, SPACED } from "./style.ts";

/** Words that stand out. */
interface Strong {
  readonly strong: string;
}

type Words = string | Strong;

export function strong(text: string): Strong {
  return { strong: text };
}

/** Text between the parts of a mail. */
export function paragraph(...words: readonly Words[]): Part {
  return {
    html: (
      <Text style={{ ...BODY_TEXT, margin: "0 0 12px" }}>
        {words.map((word) =>
          typeof word === "string" ? (
            <Fragment key={word}>{word}</Fragment>
          ) : (
            <b key={word.strong}>{word.strong}</b>
          ),
        )}
      </Text>
    ),
    text: words.map((word) => (typeof word === "string" ? word : word.strong)).join(""),
  };
}

/** The one button of a mail. */
export function button(label: string, url: string): Part {
  return {
    html: (
      <Text style={{ margin: "24px 0" }}>
        <Button
          href={url}
          style={{
            padding: "15px 26px",
            font: `700 16px/24px ${FONT}`,
            color: COLOURS.ink,
            backgroundColor: COLOURS.sun,
            borderRadius: "99px",
          }}
        >
          {label}
        </Button>
      </Text>
    ),
    text: `${label}: ${url}`,
  };
}

/** A second way on, below the button in rank. */
export function link(label: string, url: string): Part {
  return {
    html: (
      <Text style={{ ...BODY_TEXT, margin: "0 0 24px" }}>
        <Link href={url} style={{ color: COLOURS.ink, textDecoration: "underline" }}>
          {label}
        </Link>
      </Text>
    ),
    text: `${label}: ${url}`,
  };
}

/** A few lines under a word in bold: where it goes, why it was turned down. */
export function block(label: string, lines: readonly string[]): Part {
  return {
    html: (
      <Text style={{ ...BODY_TEXT, ...SPACED }}>
        <b>{label}</b>
        {lines.map((line, index) => (
          // Two lines of an address may be alike.
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={index}>
            <br />
            {line}
          </Fragment>
        ))}
      </Text>
    ),
    text: lines.length === 1 ? `${label}: ${lines[0]}` : [`${label}:`, ...lines].join("\n"),
  };
}

/** Something to type elsewhere. */
export function code(value: string): Part {
  const style = { margin: "24px 0", font: `700 34px/1.2 ${FONT}`, letterSpacing: "4px" };
  return { html: <Text style={style}>{value}</Text>, text: value };
}

/** The quiet words at the end. */
export function small(text: string): Part {
  return {
    html: <Text style={{ ...SPACED, ...QUIET, fontSize: "14px", lineHeight: "1.5" }}>{text}</Text>,
    text,
  };
}
