// Runs before the page is painted: the colours that were chosen here before; else those of the system.
(() => {
  try {
    const chosen = localStorage.getItem("sheaf-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is shut: the system's colours will do.
  }
})();
