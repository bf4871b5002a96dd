// Brings the quote to the middle of what is seen.
document.getElementById("quote")?.scrollIntoView({ block: "center" });
addEventListener("keydown", (event) => {
  if (event.key === "Escape") parent.postMessage("close-source", location.origin);
});
