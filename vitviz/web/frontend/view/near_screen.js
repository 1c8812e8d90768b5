// What nobody looks at is not computed: a panel begins when it comes near the screen.

/** Calls `enter` once `element` is within half a screen of being seen. */
export function nearScreen(element, signal, enter) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    enter();
  }, { rootMargin: "50%", scrollMargin: "50%" }); // the page may scroll inside an element of the host's
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}
