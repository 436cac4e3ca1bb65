/**
 * Where the shopper writes. What is written and not sent outlives a reload of this tab.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { Photos } from "./photos.js";

export class Composer {
  /**
   * @param {object} around
   * @param {import("./kept.js").Kept} around.draft
   * @param {() => import("./words.js").Words} around.words
   * @param {(text: string, photos: any[]) => void} around.say
   * @param {(blob: Blob, progress: any, signal: AbortSignal) => Promise<any>} around.upload
   */
  constructor({ draft, words, say, upload }) {
    this.draft = draft;
    this.words = words;
    this.say = say;
    this.sendWhenUploaded = false;
    this.photos = new Photos(upload, () => this.#changed(), words);
    this.field = el("textarea", {
      rows: "1",
      dir: "auto",
      part: "field",
      enterkeyhint: "send",
      autocomplete: "off",
      on: {
        input: () => this.#changed(),
        keydown: (event) => this.#key(event),
        paste: (event) => this.#paste(event),
      },
    });
    this.photo = el(
      "button",
      { type: "button", class: "round quiet", on: { click: () => this.choose(false) } },
      icon("camera"),
    );
    this.button = el("button", { type: "submit", class: "round send", part: "send" }, icon("send"));
    this.node = el(
      "form",
      { class: "composer", part: "composer", on: { submit: (event) => this.#submit(event) } },
      this.photos.node,
      el("div", { class: "line" }, this.photo, this.field, this.button),
      this.photos.picker,
      this.photos.camera,
    );
    const kept = draft.get("draft");
    this.field.value = kept?.text ?? "";
    if (kept?.files?.length) this.photos.restore(kept.files);
  }

  /** In the words of the page. */
  show() {
    const words = this.words();
    if (!words) return;
    this.field.setAttribute("aria-label", words.say("widget.write"));
    this.field.setAttribute("placeholder", words.say("widget.placeholder"));
    for (const [button, name] of [
      [this.photo, words.say("widget.photo")],
      [this.button, words.say("widget.send")],
    ]) {
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    this.photos.show();
  }

  /** @param {boolean} camera straight to the camera, where there is one */
  choose(camera) {
    (camera ? this.photos.camera : this.photos.picker).click();
  }

  /** Put a text back to be changed. */
  edit(text) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.#changed();
    this.field.focus();
  }

  clear() {
    this.field.value = "";
    this.photos.clear();
  }

  #key(event) {
    // While an input method composes (Chinese, Japanese, …), Enter picks the characters.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.photos.add(files);
  }

  #submit(event) {
    event.preventDefault();
    this.sendWhenUploaded = this.photos.uploading;
    if (this.sendWhenUploaded) return this.#changed();
    const text = this.field.value.trim();
    const files = this.photos.files;
    if (!text && !files.length) return;
    this.clear();
    this.say(text, files);
    this.field.focus();
  }

  #changed() {
    const { value } = this.field;
    const files = this.photos.files;
    this.draft.set("draft", value || files.length ? { text: value, files } : null);
    const something = Boolean(value.trim() || this.photos.list.length);
    this.node.classList.toggle("something", something);
    this.button.setAttribute("aria-disabled", String(!something));
    this.button.classList.toggle("busy", this.sendWhenUploaded && this.photos.uploading);
    this.#grow();
    if (this.sendWhenUploaded && !this.photos.uploading) {
      this.sendWhenUploaded = false;
      if (this.photos.list.every((photo) => photo.state === "done")) this.node.requestSubmit();
    }
  }

  #grow() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight}px`;
  }
}
