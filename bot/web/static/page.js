// What htmx does not do by itself. Pages work without this file.

// a note or reply that was sent leaves its box empty; one that was refused stays
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target;
  const status = event.detail?.ctx?.response?.status ?? 0;
  if (form instanceof HTMLFormElement && form.hasAttribute("data-clear") && status >= 200 && status < 300) form.reset();
});

// a button that vanished under the finger must not leave the keyboard user at the top of the page
document.addEventListener("htmx:after:swap", (event) => {
  const source = event.detail?.ctx?.sourceElement;
  if (!(source instanceof HTMLFormElement) || document.activeElement !== document.body) return;
  const phone = source.closest(".phone")?.id;
  const next = phone ? document.querySelector(`#${CSS.escape(phone)} .chat`) : document.getElementById("said");
  next?.focus({ preventScroll: true });
});
