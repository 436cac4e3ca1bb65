/**
 * The one tag of the web chat:
 *
 *   <script src="https://…/static/returns-chat.js" defer data-language="de"></script>
 *
 * It defines `<returns-chat>`. Where the page has none of its own, one is added at the end of the
 * body, with the tag's `data-…` as its attributes (language, customer-token, service, theme, dir, open).
 * Everything else is in the modules under `chat/`, which come from the place this file came from.
 */
(() => {
  const tag = document.currentScript ?? document.querySelector('script[src*="returns-chat.js"]');
  const here = new URL(tag.src, document.baseURI);

  const parsed = () =>
    document.readyState === "loading"
      ? new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }))
      : Promise.resolve();

  const place = () => {
    if (document.querySelector("returns-chat")) return;
    const chat = document.createElement("returns-chat");
    for (const name of ["language", "customer-token", "service", "theme", "dir", "open"]) {
      const value = tag.getAttribute(`data-${name}`);
      if (value !== null) chat.setAttribute(name, value);
    }
    document.body.append(chat);
  };

  Promise.all([import(new URL("chat/element.js", here).href), parsed()])
    .then(([{ define }]) => {
      define(here.origin);
      place();
    })
    .catch((error) => console.error("The chat about returns could not be loaded.", error));
})();
