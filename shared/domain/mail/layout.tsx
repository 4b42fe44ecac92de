import {
  Body,
  Column,
  Container,
  Head,
  Heading,
  Html,
  Img,
  Link,
  Preview,
  Row,
} from "@react-email/components";
import { render } from "@react-email/render";
import { Fragment } from "react";
import { COLOURS } from "./colour.ts";
import type { Content, Mail } from "./mail.ts";
import { FONT, OPEN } from "./style.ts";

const CELLS = 12;

/** Narrow windows only: everything else is inline, since many programs drop a style sheet. */
const NARROW =
  "@media (max-width:480px){.pad{padding-left:20px!important;padding-right:20px!important}.head{font-size:30px!important}}";

const mark = { display: "block", font: `800 22px/36px ${OPEN}`, color: COLOURS.ink };

function Stripes() {
  return (
    <Row aria-hidden style={{ tableLayout: "fixed", borderCollapse: "collapse" }}>
      {Array.from({ length: CELLS }, (_, index) => {
        const backgroundColor = index % 2 === 0 ? COLOURS.canopy : COLOURS.cloth;
        const style = { height: "14px", lineHeight: "14px", fontSize: "1px", backgroundColor };
        return (
          <Column key={index} height="14" style={style}>
            {"\u00a0"}
          </Column>
        );
      })}
    </Row>
  );
}

/** The shop's name: as a picture that leads there, or as a word where its address is not known. */
function Mark({ storeUrl }: Pick<Content, "storeUrl">) {
  if (storeUrl === undefined) return <span style={mark}>Parasol</span>;
  return (
    <Link href={storeUrl} style={{ color: COLOURS.ink, textDecoration: "none" }}>
      <Img
        src={`${storeUrl}/mail/parasol.png`}
        width="136"
        height="36"
        alt="Parasol"
        style={{ ...mark, border: 0 }}
      />
    </Link>
  );
}

/** 600 px, the striped top, the mark, the title, then the parts. */
function Layout({ subject, preview, title, storeUrl, parts }: Content) {
  return (
    <Html lang="en">
      <Head>
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="supported-color-schemes" content="light" />
        <title>{subject}</title>
        <style>{NARROW}</style>
      </Head>
      <Body style={{ margin: 0, padding: 0, backgroundColor: COLOURS.outside }}>
        <Preview>{preview}</Preview>
        <Container
          width="600"
          style={{ width: "100%", maxWidth: "600px", backgroundColor: COLOURS.ground }}
        >
          <Stripes />
          <Row>
            <Column
              className="pad"
              style={{
                padding: "26px 32px 40px",
                font: `400 16px/1.5 ${FONT}`,
                color: COLOURS.ink,
                textAlign: "left",
              }}
            >
              <Mark storeUrl={storeUrl} />
              <Heading
                className="head"
                style={{
                  margin: "30px 0 12px",
                  font: `800 34px/1.08 ${OPEN}`,
                  letterSpacing: "-.8px",
                  color: COLOURS.ink,
                }}
              >
                {title}
              </Heading>
              {parts.map((part, index) => (
                // A mail is drawn once: nothing ever moves in the list.
                // oxlint-disable-next-line react/no-array-index-key
                <Fragment key={index}>{part.html}</Fragment>
              ))}
            </Column>
          </Row>
        </Container>
      </Body>
    </Html>
  );
}

/** The mail as it is sent: HTML of tables and inline styles, and the same in plain text. */
export async function compose(content: Content): Promise<Mail> {
  const { subject, title, storeUrl, parts } = content;
  const sender = storeUrl === undefined ? "Parasol" : `Parasol\n${storeUrl}`;
  return {
    subject,
    html: await render(<Layout {...content} />),
    text: `${[title, ...parts.map((part) => part.text), sender].join("\n\n")}\n`,
  };
}
