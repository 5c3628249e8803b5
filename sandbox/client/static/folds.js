// Long texts show their beginning until somebody wants to see more of it.
document.addEventListener("click", (event) => {
  const more = event.target.closest(".fold__more");
  if (!more) return;
  const isOpen = more.parentElement.classList.toggle("fold--open");
  more.setAttribute("aria-expanded", String(isOpen));
  more.textContent = isOpen ? "See less" : "See more";
});
