// What the app offers here: its commands and shortcuts.
export const known = JSON.parse(document.getElementById("known").textContent);
