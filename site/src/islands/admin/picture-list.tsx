import { Icon } from "./icon.tsx";
import { Mini } from "./parts.tsx";
import { type FieldErrors, newPicture, type PictureDraft } from "./product-draft.ts";
import type { Tint } from "../../tint.ts";

/** The API's limit. */
const MAX_PICTURES = 20;

/** Pictures by address; the first one stands on the tile. */
export function PictureList({
  pictures,
  tint,
  errors,
  onChange,
}: {
  pictures: readonly PictureDraft[];
  tint: Tint | null;
  errors: FieldErrors;
  onChange: (change: (before: readonly PictureDraft[]) => PictureDraft[]) => void;
}) {
  const set = (key: string, values: Partial<PictureDraft>) =>
    onChange((before) => before.map((one) => (one.key === key ? { ...one, ...values } : one)));

  /** Width and height of a new picture are read from the file, so that no page shifts later. */
  const measure = ({ key, url }: PictureDraft) => {
    const image = new Image();
    image.addEventListener("load", () =>
      set(key, { width: image.naturalWidth, height: image.naturalHeight, measured: true }),
    );
    image.src = url;
  };

  const up = (at: number) =>
    onChange((before) => {
      const next = [...before];
      const [moved] = next.splice(at, 1);
      if (moved) next.splice(at - 1, 0, moved);
      return next;
    });

  return (
    <>
      <ul className="pictures">
        {pictures.map((picture, at) => {
          const path = `images.${at}`;
          const error = errors[`${path}.url`] ?? errors[`${path}.alt`] ?? errors[`${path}.width`];
          return (
            <li key={picture.key}>
              <Mini image={picture.url || null} tint={tint} />
              <input
                className="field"
                aria-label={`Address of picture ${at + 1}`}
                aria-invalid={errors[`${path}.url`] ? true : undefined}
                aria-describedby={error ? `${path}-wrong` : undefined}
                data-path={`${path}.url`}
                placeholder="/media/figurines/fox.webp"
                autoComplete="off"
                value={picture.url}
                onChange={(event) => set(picture.key, { url: event.target.value, measured: false })}
                onBlur={() => {
                  if (picture.url && !picture.measured) measure(picture);
                }}
              />
              <input
                className="field alt"
                aria-label={`What picture ${at + 1} shows`}
                data-path={`${path}.alt`}
                placeholder="What it shows"
                autoComplete="off"
                maxLength={300}
                value={picture.alt}
                onChange={(event) => set(picture.key, { alt: event.target.value })}
              />
              <span className="row-acts">
                {at > 0 && (
                  <button
                    type="button"
                    className="cb bare"
                    aria-label={`Move picture ${at + 1} up`}
                    onClick={() => up(at)}
                  >
                    <Icon name="up" />
                  </button>
                )}
                <button
                  type="button"
                  className="cb bare"
                  aria-label={`Remove picture ${at + 1}`}
                  onClick={() =>
                    onChange((before) => before.filter((one) => one.key !== picture.key))
                  }
                >
                  <Icon name="trash" />
                </button>
              </span>
              {error && (
                <p id={`${path}-wrong`} className="wrong">
                  {error}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      <div className="under">
        <button
          type="button"
          className="cb"
          aria-disabled={pictures.length >= MAX_PICTURES}
          onClick={() => {
            if (pictures.length < MAX_PICTURES) onChange((before) => [...before, newPicture()]);
          }}
        >
          <Icon name="plus" />
          Add a picture
        </button>
        <span className="faint">By address: /media/… or https://…</span>
      </div>
    </>
  );
}
