/**
 * Copies what the chat asks for. The buttons stay hidden where there is no clipboard (a page that
 * is not served safely); there a click on a value selects the whole of it, which is done in CSS.
 */
const status = document.querySelector("[data-copied]");
let fading;

const copy = async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  status.textContent = status.dataset.copied.replace("…", button.dataset.copy);
  status.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => {
    status.classList.remove("shown");
    status.textContent = "";
  }, 4000);
};

if (status && navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
