// Loaded before the page is painted, so that no theme flashes by. Not a module: modules wait.
(function () {
  try {
    const chosen = localStorage.getItem('tollgate.theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // storage may be forbidden; then the system's theme holds
  }
})();
