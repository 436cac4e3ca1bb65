/**
 * Photos to go with the next message: chosen, made smaller, uploaded, and shown with their progress.
 */

import { el, spoken } from "./dom.js";
import { icon } from "./icons.js";

const AT_MOST = 5;
/** Longest side. Damage is well seen in this, and it goes through a phone's line in seconds. */
const SIDE = 2_000;
const SMALL_ENOUGH = 1_000_000;

/**
 * @typedef {object} Photo
 * @property {string} key
 * @property {"uploading" | "done" | "failed"} state
 * @property {number} share of it that is uploaded
 * @property {string} preview
 * @property {string} name
 * @property {Blob} [blob]
 * @property {{id: string, name: string, url: string}} [file] once it is there
 * @property {string} [problem]
 * @property {AbortController} [stop]
 */

export class Photos {
  /** @type {Photo[]} */
  list = [];

  /**
   * @param {(blob: Blob, progress: (share: number) => void, signal: AbortSignal) => Promise<any>} upload
   * @param {() => void} changed
   * @param {() => import("./words.js").Words} words
   */
  constructor(upload, changed, words) {
    this.upload = upload;
    this.changed = changed;
    this.words = words;
    this.node = el("ul", { class: "tray", hidden: true });
    this.picker = this.#field({ multiple: true });
    this.camera = this.#field({ capture: "environment" });
  }

  get files() {
    return this.list.filter((photo) => photo.file).map((photo) => photo.file);
  }

  get uploading() {
    return this.list.some((photo) => photo.state === "uploading");
  }

  /** From an earlier page of this tab. */
  restore(files) {
    this.list = files.map((file) => ({
      key: file.id,
      state: "done",
      share: 1,
      preview: file.url,
      name: file.name,
      file,
    }));
    this.show();
  }

  /** @param {Iterable<File>} files */
  add(files) {
    const pictures = [...files].filter((file) => file.type.startsWith("image/") || !file.type);
    for (const blob of pictures.slice(0, AT_MOST - this.list.length)) {
      const preview = URL.createObjectURL(blob);
      const photo = { key: preview, state: "uploading", share: 0, preview, name: blob.name, blob };
      this.list.push(photo);
      this.#send(photo);
    }
    this.show();
  }

  clear() {
    // The previews stay valid while the send shows them; the browser frees them with the page.
    this.list = [];
    this.show();
  }

  async #send(photo) {
    photo.state = "uploading";
    photo.stop = new AbortController();
    this.show();
    try {
      const small = await smaller(photo.blob);
      photo.file = await this.upload(
        small,
        (share) => this.#progress(photo, share),
        photo.stop.signal,
      );
      photo.state = "done";
    } catch (problem) {
      photo.state = "failed";
      photo.problem = problem.title;
    }
    this.show();
  }

  #progress(photo, share) {
    photo.share = share;
    this.show();
  }

  #remove(photo) {
    photo.stop?.abort();
    this.list = this.list.filter((one) => one !== photo);
    this.show();
  }

  show() {
    const words = this.words();
    this.node.hidden = this.list.length === 0;
    if (words) this.node.replaceChildren(...this.list.map((photo) => this.#shown(photo, words)));
    this.changed();
  }

  #shown(photo, words) {
    const { state, share } = photo;
    const image = el("img", { alt: "" });
    image.src = photo.preview;
    const percent = words.number(share, { style: "percent" });
    const progress = el("progress", {
      max: "1",
      value: share,
      "aria-label": words.say("widget.photo_uploading", { percent }),
    });
    const failed = photo.problem || words.say("widget.photo_failed");
    const again = () => this.#send(photo);
    return el(
      "li",
      { class: state },
      image,
      state === "uploading" && progress,
      state === "done" && spoken(words.say("widget.photo_ready")),
      state === "failed" && el("span", { class: "problem", role: "alert" }, failed),
      state === "failed" &&
        photo.blob &&
        el(
          "button",
          { type: "button", class: "again", on: { click: again } },
          words.say("widget.try_again"),
        ),
      el(
        "button",
        {
          type: "button",
          class: "remove",
          "aria-label": words.say("widget.remove_photo", { name: photo.name }),
          on: { click: () => this.#remove(photo) },
        },
        icon("close"),
      ),
    );
  }

  #field(attributes) {
    const field = el("input", {
      type: "file",
      accept: "image/*",
      hidden: true,
      tabindex: "-1",
      ...attributes,
    });
    field.addEventListener("change", () => {
      this.add(field.files);
      field.value = ""; // the same photo may be chosen again
    });
    return field;
  }
}

/** Scaled down and drawn anew, without the place where it was taken. What cannot be drawn goes as it is. */
async function smaller(blob) {
  try {
    const picture = await createImageBitmap(blob, { imageOrientation: "from-image" });
    const scale = SIDE / Math.max(picture.width, picture.height);
    if (scale >= 1 && blob.size <= SMALL_ENOUGH && blob.type !== "image/heic") return blob;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * Math.min(1, scale));
    canvas.height = Math.round(picture.height * Math.min(1, scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await new Promise((done) =>
      canvas.toBlob((small) => done(small ?? blob), "image/jpeg", 0.86),
    );
  } catch {
    return blob;
  }
}
