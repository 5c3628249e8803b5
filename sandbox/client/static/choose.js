const search = document.getElementById("people-search");
const cards = [...document.querySelectorAll("#people li")];

search.addEventListener("input", () => {
  const wanted = search.value.trim().toLowerCase();
  for (const card of cards) card.hidden = !card.dataset.search.includes(wanted);
  document.getElementById("nobody").hidden = cards.some((card) => !card.hidden);
});
