// Says how far the start is, and reloads once the page itself is there.
async function look() {
  const status = document.getElementById("status");
  try {
    const response = await fetch("/readyz");
    const told = await response.json();
    if (response.ok || told.page) return location.reload();
    status.textContent = told.detail;
  } catch {
    status.textContent = "The server has stopped. Its terminal says why.";
  }
  setTimeout(look, 300);
}
look();
