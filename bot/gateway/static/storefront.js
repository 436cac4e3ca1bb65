/**
 * Copies what the chat asks for. The buttons stay hidden where there is no clipboard (a page that
 * is not served safely, a browser that forbids it); there a click on a value selects the whole of it, which is done in CSS.
 */
const status = document.querySelector(".copied");
let fading;

const copy = async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  status.textContent = button.dataset.said;
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
    button.addEventListener("click", () =>
      copy(button).catch(() => {
        button.hidden = true;
      }),
    );
  }
}
